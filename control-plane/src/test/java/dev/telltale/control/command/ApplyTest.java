// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.control.command.ControlMetrics.Result;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Place;
import dev.telltale.control.manifest.Problem;
import dev.telltale.control.manifest.SignalName;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalVersion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplyTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String SIGNAL =
      """
      kind: signal
      agent: parcel-support
      signal: user-frustration
      type: binary
      scope: trace
      prompt: Is the user frustrated?
      examples: {"true": [No!, Useless.], "false": [Thanks., Fine.]}
      """;
  private static final String ALERT =
      """
      kind: alert
      agent: parcel-support
      signal: user-frustration
      alert: many
      metric: true_rate
      comparison: absolute
      fires: at or above 0.3
      window: 5m
      """;

  private final InMemoryTopics topics = new InMemoryTopics();
  private final List<Result> results = new ArrayList<>();
  private Instant now = NOON;
  private boolean llm;
  private int trained;
  private HeadMaker maker = HeadMaker.NONE;
  private DefinitionLog log;

  @BeforeEach
  void start() {
    topics.time(() -> now);
    log = topics.startedLog();
  }

  @Test
  void whatIsNewIsCreatedAsVersionOne() {
    List<Planned> documents = applied(SIGNAL + "---\n" + ALERT);

    assertThat(documents).extracting(Planned::change).containsOnly(Change.CREATED);
    assertThat(documents)
        .extracting(Planned::key)
        .containsExactly(
            "default/parcel-support/user-frustration",
            "default/parcel-support/user-frustration/many");
    assertThat(documents).extracting(Planned::version).containsExactly(1, 1);
    assertThat(documents.get(1).sentence())
        .contains("fires when the true rate over 5 min is at or above 30 %");
    assertThat(signal().getVersions().get(0).getCreatedAt()).isEqualTo(NOON);
    assertThat(signal().getStates())
        .containsExactly(new SignalStateChange(SignalState.ACTIVE, NOON, "ann"));
    assertThat(alert().getRevision()).isEqualTo(1);
    assertThat(results).containsExactly(Result.WRITTEN);
  }

  @Test
  void whatIsAlreadySoIsNotWrittenAgain() {
    applied(SIGNAL + "---\n" + ALERT);
    now = NOON.plusSeconds(60);

    List<Planned> documents = applied(SIGNAL + "---\n" + ALERT);

    assertThat(documents).extracting(Planned::change).containsOnly(Change.UNCHANGED);
    assertThat(topics.commits()).isEqualTo(1);
    assertThat(results).containsExactly(Result.WRITTEN, Result.UNCHANGED);
  }

  @Test
  void onlyWhatChangesIsWritten() {
    applied(SIGNAL + "---\n" + ALERT);

    List<Planned> documents = applied(SIGNAL + "---\n" + ALERT + "minLabels: 20\n");

    assertThat(documents)
        .extracting(Planned::change)
        .containsExactly(Change.UNCHANGED, Change.CHANGED);
    assertThat(documents.get(1).fields()).containsExactly("minLabels");
    assertThat(documents.get(1).version()).isEqualTo(2);
    assertThat(alert().getMinLabels()).isEqualTo(20);
    assertThat(alert().getCreatedAt()).isEqualTo(NOON);
    assertThat(topics.committed()).hasSize(3);
  }

  @Test
  void anEditMakesTheNextVersionAndKeepsThoseBefore() {
    applied(SIGNAL);
    now = NOON.plusSeconds(60);

    List<Planned> documents = applied(SIGNAL + "sampleRate: 25\nsalt: shared\n");

    assertThat(documents.get(0).change()).isEqualTo(Change.CHANGED);
    assertThat(documents.get(0).fields()).containsExactly("sampleRate", "salt");
    assertThat(documents.get(0).version()).isEqualTo(2);
    assertThat(signal().getVersions())
        .extracting(
            SignalVersion::getVersion, SignalVersion::getSampleRate, SignalVersion::getCreatedAt)
        .containsExactly(tuple(1, 100.0, NOON), tuple(2, 25.0, NOON.plusSeconds(60)));
    assertThat(signal().getStates()).hasSize(1);
  }

  @Test
  void aNewStateMakesNoVersion() {
    applied(SIGNAL);
    now = NOON.plusSeconds(60);

    List<Planned> documents = applied(SIGNAL + "state: disabled\n");

    assertThat(documents.get(0).fields()).containsExactly("state");
    assertThat(signal().getVersions()).hasSize(1);
    assertThat(signal().getStates())
        .containsExactly(
            new SignalStateChange(SignalState.ACTIVE, NOON, "ann"),
            new SignalStateChange(SignalState.DISABLED, NOON.plusSeconds(60), "ann"));
  }

  @Test
  void aNewNameMakesNoVersion() {
    applied(SIGNAL);

    List<Planned> documents = applied(SIGNAL + "name: Annoyed users\n");

    assertThat(documents.get(0).fields()).containsExactly("name");
    assertThat(documents.get(0).version()).isEqualTo(1);
    assertThat(signal().getName()).isEqualTo("Annoyed users");
  }

  @Test
  void aClockThatGoesBackDoesNotTurnHistoryRound() {
    applied(SIGNAL);
    now = NOON.minusSeconds(60);

    applied(SIGNAL + "state: disabled\nsampleRate: 1\n");

    assertThat(signal().getVersions()).extracting(SignalVersion::getCreatedAt).containsOnly(NOON);
    assertThat(signal().getStates()).extracting(SignalStateChange::getAt).containsOnly(NOON);
  }

  @Test
  void typeAndScopeAreFixed() {
    applied(SIGNAL);

    assertThat(
            refused(
                SIGNAL
                    .replace("binary", "string\nlabels: [a, b]\nstate: draft")
                    .replace("trace", "span")
                    .replaceAll("examples.*", "")))
        .containsExactly(
            "m.yaml:4: type: string (expected: binary, which was fixed when the signal was created; for another type create another signal)",
            "m.yaml:6: state: draft (expected: active as it is, or disabled or archived)",
            "m.yaml:7: scope: span (expected: trace, which was fixed when the signal was created; for another scope create another signal)");
  }

  @Test
  void aSignalThatWasActiveIsNeverADraftAgain() {
    applied(SIGNAL);
    applied(SIGNAL + "state: archived\n");

    assertThat(refused(SIGNAL + "state: draft\n"))
        .containsExactly(
            "m.yaml:8: state: draft (expected: archived as it is, or active or disabled)");
    assertThat(applied(SIGNAL + "state: disabled\n").get(0).change()).isEqualTo(Change.CHANGED);
  }

  @Test
  void aSignalThatNobodyCanJudgeIsNotActivated() {
    String poor = SIGNAL.replace("Thanks., ", "");
    String none = SIGNAL.replaceAll("examples.*", "");

    assertThat(refused(poor))
        .containsExactly(
            "m.yaml:7: examples: 1 for false (expected: at least 2 for every outcome, or judge:"
                + " llm)");
    assertThat(refused(none))
        .containsExactly(
            "m.yaml:1: judge: llm, and no language model is configured (expected:"
                + " telltale.judge.llm.base-url to be set, or examples for judge: offline)");
    assertThat(applied(none + "state: draft\n").get(0).change()).isEqualTo(Change.CREATED);
    assertThat(refused(none)).hasSize(1);
    llm = true;
    assertThat(applied(none).get(0).fields()).containsExactly("state");
  }

  @Test
  void aSignalThatIsActiveStaysSoWhenItsModelIsGone() {
    String judgedByModel = SIGNAL + "judge: llm\n";
    llm = true;
    applied(judgedByModel);
    llm = false;

    assertThat(applied(judgedByModel).get(0).change()).isEqualTo(Change.UNCHANGED);
    assertThat(refused(judgedByModel + "sampleRate: 5\n")).hasSize(1);
  }

  @Test
  void anAlertNeedsItsSignal() {
    assertThat(refused(ALERT))
        .containsExactly(
            "m.yaml:3: signal: parcel-support/user-frustration does not exist"
                + " (expected: a signal, defined before or here)");

    applied(SIGNAL);

    assertThat(applied(ALERT).get(0).change()).isEqualTo(Change.CREATED);
  }

  @Test
  void anAlertOnASignalWithAProblemIsNotAProblemOfItsOwn() {
    assertThat(refused(SIGNAL + "sampleRate: 101\n---\n" + ALERT))
        .containsExactly("m.yaml:8: sampleRate: 101 (expected: a number from 0 to 100)");
  }

  @Test
  void aTrueRateNeedsABinarySignal() {
    String string =
        """
        kind: signal
        agent: parcel-support
        signal: user-frustration
        type: string
        labels: [calm, cross]
        scope: trace
        prompt: How is the user?
        state: draft
        ---
        """;

    assertThat(refused(string + ALERT))
        .containsExactly(
            "m.yaml:14: metric: true_rate (expected: value_share, value_count or label_volume, as"
                + " parcel-support/user-frustration is not binary)");
  }

  @Test
  void oneNameIsDefinedOnce() {
    assertThat(refused(SIGNAL + "---\n" + SIGNAL + "---\n" + ALERT + "---\n" + ALERT))
        .containsExactly(
            "m.yaml:11: signal: parcel-support/user-frustration is defined twice (first in m.yaml:1)",
            "m.yaml:29: alert: parcel-support/user-frustration/many is defined twice (first in"
                + " m.yaml:17)");
  }

  @Test
  void aHistoryHasAnEnd() {
    String long16k = "p".repeat(16 * 1024);
    List<SignalVersion> versions = new ArrayList<>();
    applied(SIGNAL);
    for (int i = 1; i <= 384; i++) {
      versions.add(
          SignalVersion.newBuilder(signal().getVersions().get(0))
              .setVersion(i)
              .setPrompt(long16k)
              .setExamples(List.of())
              .build());
    }
    SignalDefinition full = SignalDefinition.newBuilder(signal()).setVersions(versions).build();
    log.write(
        List.of(
            new PlannedSignal(
                new Place("m.yaml", 1, Map.of()), Change.CHANGED, List.of(), null, full)),
        List.of(),
        NOON);

    assertThat(refused(SIGNAL))
        .singleElement()
        .asString()
        .startsWith("m.yaml:3: signal: 6291")
        .contains("a new signal starts anew");
  }

  @Test
  void onlyWhatIsNamedIsPruned() {
    applied(SIGNAL + "---\n" + SIGNAL.replace("user-frustration", "other"));
    SignalName named = new SignalName("parcel-support", "user-frustration");

    List<Planned> documents =
        ((ApplyResult.Applied)
                apply(SIGNAL.replace("user-frustration", "third"), Set.of(named), false))
            .documents();

    assertThat(documents)
        .extracting(Planned::key, Planned::change)
        .containsExactly(
            tuple("default/parcel-support/third", Change.CREATED),
            tuple("default/parcel-support/user-frustration", Change.CHANGED));
    assertThat(log.current().signalsOf("default"))
        .extracting(signal -> new SignalHistory(signal).state())
        .containsExactly(SignalState.ACTIVE, SignalState.ACTIVE, SignalState.ARCHIVED);
  }

  @Test
  void whatIsNotThereOrIsKeptIsNotPruned() {
    applied(SIGNAL);
    SignalName kept = new SignalName("parcel-support", "user-frustration");
    SignalName absent = new SignalName("parcel-support", "absent");

    ApplyResult result = apply(SIGNAL, Set.of(kept, absent), false);

    assertThat(((ApplyResult.Refused) result).problems())
        .extracting(Problem::message)
        .containsExactly(
            "prune: parcel-support/absent does not exist",
            "prune: parcel-support/user-frustration is in the files, too");
    assertThat(new SignalHistory(signal()).state()).isEqualTo(SignalState.ACTIVE);
  }

  @Test
  void anyProblemAnywhereWritesNothing() {
    assertThat(refused(SIGNAL + "---\n" + ALERT + "window: 1m\n")).isNotEmpty();

    assertThat(topics.committed()).isEmpty();
    assertThat(log.current().signals()).isEmpty();
    assertThat(results).containsExactly(Result.REFUSED);
  }

  @Test
  void aDryRunSaysWhatWouldHappenAndWritesNothing() {
    assertThat(apply(SIGNAL, true))
        .isInstanceOfSatisfying(
            ApplyResult.Applied.class,
            applied ->
                assertThat(applied.documents())
                    .extracting(Planned::change)
                    .containsExactly(Change.CREATED));

    assertThat(topics.committed()).isEmpty();
    assertThat(results).containsExactly(Result.DRY_RUN);
  }

  @Test
  void allRecordsOfAnApplyAreOneTransaction() {
    applied(SIGNAL + "---\n" + ALERT);

    assertThat(topics.committed()).hasSize(2);
    assertThat(topics.commits()).isEqualTo(1);
  }

  @Test
  void projectsDoNotMeet() {
    applied(SIGNAL);

    ApplyResult other =
        command().apply("shop", null, List.of(new ManifestFile("m.yaml", ALERT)), Set.of(), false);

    assertThat(other).isInstanceOf(ApplyResult.Refused.class);
    assertThat(log.current().signalsOf("shop")).isEmpty();
    assertThat(log.current().signalsOf("default")).hasSize(1);
  }

  @Test
  void anApplyThatCouldNotBeWrittenIsCounted() {
    topics.producer().sendException = new KafkaException("disk full");

    assertThatThrownBy(() -> apply(SIGNAL, false))
        .isInstanceOf(DefinitionLogException.class)
        .hasMessage("definitions could not be written: disk full");

    assertThat(results).containsExactly(Result.FAILED);
  }

  private SignalDefinition signal() {
    return log.current().signalsOf("default").get(0);
  }

  private AlertRule alert() {
    return log.current().alertsOf("default").get(0);
  }

  private List<Planned> applied(String yaml) {
    ApplyResult result = apply(yaml, false);
    assertThat(result).isInstanceOf(ApplyResult.Applied.class);
    log.current().signals().values().forEach(SignalHistory::new);
    return ((ApplyResult.Applied) result).documents();
  }

  @Test
  void aNewVersionHoldsTheHeadOfItsExamples() {
    maker = this::anotherHeadEachTime;

    applied(SIGNAL);

    assertThat(signal().getVersions().get(0).getHead()).hasValue(head(1));
  }

  @Test
  void whatWouldBeTrainedAnewIsNoChange() {
    maker = this::anotherHeadEachTime;
    applied(SIGNAL);

    assertThat(applied(SIGNAL)).extracting(Planned::change).containsOnly(Change.UNCHANGED);
    assertThat(topics.commits()).isEqualTo(1);
    assertThat(trained).isEqualTo(1);
  }

  @Test
  void aVersionWithTheSameExamplesKeepsTheHeadAndOthersGetTheirOwn() {
    maker = this::anotherHeadEachTime;
    applied(SIGNAL);

    List<Planned> sampled = applied(SIGNAL + "sampleRate: 50\n");
    applied(SIGNAL.replace("Useless.", "Hopeless."));

    assertThat(sampled.get(0).fields()).containsExactly("sampleRate");
    assertThat(sampled.get(0).diff()).hasSize(1);
    assertThat(signal().getVersions())
        .extracting(version -> version.getHead().orElseThrow())
        .containsExactly(head(1), head(1), head(2));
  }

  @Test
  void whatCannotBeTrainedIsWrittenAllTheSame() {
    maker =
        (outcomes, reads, examples) -> {
          throw new IllegalStateException("no model");
        };

    applied(SIGNAL);

    assertThat(signal().getVersions().get(0).getHead()).isEmpty();
  }

  @Test
  void nothingIsTrainedToSayWhatWouldHappen() {
    maker = this::anotherHeadEachTime;

    apply(SIGNAL, true);

    assertThat(trained).isZero();
  }

  private Optional<ByteBuffer> anotherHeadEachTime(
      List<String> outcomes, OfflineReads reads, List<Example> examples) {
    return Optional.of(head(++trained));
  }

  private static ByteBuffer head(int number) {
    return ByteBuffer.wrap(new byte[] {(byte) number});
  }

  private List<String> refused(String yaml) {
    ApplyResult result = apply(yaml, false);
    assertThat(result).isInstanceOf(ApplyResult.Refused.class);
    return ((ApplyResult.Refused) result).problems().stream().map(Problem::toString).toList();
  }

  private ApplyResult apply(String yaml, boolean dryRun) {
    return apply(yaml, Set.of(), dryRun);
  }

  private ApplyResult apply(String yaml, Set<SignalName> prune, boolean dryRun) {
    return command()
        .apply("default", "ann", List.of(new ManifestFile("m.yaml", yaml)), prune, dryRun);
  }

  private Apply command() {
    return new Apply(
        new ManifestReader(Templates.bundled(), new AlertTimes(false)),
        new Commands.Rules(new AlertTimes(false), llm, DistilledHeads.NONE, maker),
        log,
        () -> now,
        results::add);
  }
}
