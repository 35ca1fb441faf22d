// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import static dev.telltale.control.canary.SomeCanaries.JUDGE;
import static dev.telltale.control.canary.SomeCanaries.SIGNAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.control.run.RunLog;
import dev.telltale.control.run.RunRefusedException;
import dev.telltale.control.run.Runs;
import dev.telltale.control.watch.InMemoryAlerts;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CanariesTest {
  private static final String ALL_RIGHT = "++++++++++++";
  private static final String ALL_WRONG = "------------";

  private final KnownRuns runs = new KnownRuns();
  private final InMemoryAlerts alerts = new InMemoryAlerts();
  private final SomeCanaries.Labels labels = new SomeCanaries.Labels();
  private final Map<SignalKey, JudgeAgreement> shown = new HashMap<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private SignalState state = SignalState.ACTIVE;
  private int version = 1;

  @Test
  void aSignalWithTooFewLabelsOfPeopleHasNone() {
    IntStream.range(0, 9).forEach(i -> labels.people.add(SomeCanaries.said(i, "true")));
    afterARestart().look();

    assertThat(runs.written).isEmpty();
    assertThatThrownBy(() -> afterARestart().ask(SIGNAL, null))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("people have labelled 9 targets of support/annoyed");

    labels.people.add(SomeCanaries.said(9, "true"));
    afterARestart().look();
    afterARestart().look();

    assertThat(runs.written).hasSize(1);
    assertThat(runs.written.values().iterator().next().getFrom())
        .isEqualTo(Instant.ofEpochSecond(1_700_000_000L));
  }

  @Test
  void aFallIsToldOnceHoweverOftenTheControlPlaneStartsAgain() {
    enoughLabels();
    ends(ALL_RIGHT);
    version = 2;
    ends(ALL_WRONG);
    afterARestart().look();
    afterARestart().look();

    assertThat(alerts.events).hasSize(1);
    assertThat(alerts.events.get(0).getTransition()).isEqualTo(Transition.FIRED);
    assertThat(shown.values()).extracting(JudgeAgreement::getAgreed).containsExactly(0);
    assertThat(afterARestart().series(SIGNAL).fallen()).isTrue();

    version = 3;
    ends(ALL_RIGHT);
    afterARestart().look();

    assertThat(alerts.events)
        .extracting(event -> event.getTransition())
        .containsExactlyInAnyOrder(Transition.FIRED, Transition.RECOVERED);
  }

  @Test
  void anArchivedSignalIsNotAskedAndNotShown() {
    enoughLabels();
    ends(ALL_RIGHT);
    assertThat(shown).isEmpty();
    afterARestart().look();
    assertThat(shown).containsKey(SIGNAL);

    state = SignalState.ARCHIVED;
    now = now.plus(Duration.ofDays(2));
    afterARestart().look();

    assertThat(shown).isEmpty();
    assertThat(runs.written).hasSize(1);
    assertThatThrownBy(() -> afterARestart().ask(SIGNAL, null))
        .hasMessage("signal support/annoyed is archived");
  }

  @Test
  void runsThatNobodyLooksAtAnyMoreAreForgotten() {
    enoughLabels();
    for (int day = 0; day < Canaries.RUNS_KEPT + 5; day++) {
      ends(ALL_RIGHT);
      now = now.plus(Duration.ofDays(1));
    }
    afterARestart().look();

    assertThat(runs.written).hasSize(Canaries.RUNS_KEPT + 1);
    afterARestart().look();
    assertThat(runs.written).hasSize(Canaries.RUNS_KEPT);
  }

  private void enoughLabels() {
    IntStream.range(0, 12).forEach(i -> labels.people.add(SomeCanaries.said(i, "true")));
  }

  /** What is due is asked for, and a classifier does it. */
  private void ends(String right) {
    List<String> before = new ArrayList<>(runs.written.keySet());
    afterARestart().look();
    now = now.plusSeconds(90);
    shown.clear();
    List<Run> asked =
        runs.written.values().stream().filter(run -> !before.contains(run.getRunId())).toList();
    assertThat(asked).hasSize(1);
    Run run = asked.get(0);
    runs.progress.put(
        run.getRunId(),
        SomeCanaries.ended(run.getRunId(), run.getVersion(), run.getRequestedAt(), JUDGE, right)
            .progress()
            .orElseThrow());
  }

  private Canaries afterARestart() {
    return new Canaries(
        CanarySettings.defaults(),
        new Canaries.Logs(runs, alerts),
        labels,
        new Runs.Book(() -> new Definitions(Map.of(SIGNAL, definition()), Map.of()), () -> 7),
        new Activation(true),
        () -> "by-hand",
        () -> now,
        agreements -> {
          shown.clear();
          shown.putAll(agreements);
        });
  }

  private SignalDefinition definition() {
    return SignalDefinition.newBuilder()
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setName("Annoyed")
        .setType(SignalType.BINARY)
        .setScope(SignalScope.SESSION)
        .setStates(List.of(new SignalStateChange(state, Instant.EPOCH, null)))
        .setVersions(IntStream.rangeClosed(1, version).mapToObj(CanariesTest::version).toList())
        .build();
  }

  private static SignalVersion version(int number) {
    return SignalVersion.newBuilder()
        .setVersion(number)
        .setPrompt("Is the user annoyed?")
        .setSentiments(List.of())
        .setSampleRate(100)
        .setJudge(JudgeKind.LLM)
        .setCreatedAt(Instant.EPOCH)
        .build();
  }

  /** Runs without a broker, which nobody does. */
  private static final class KnownRuns implements RunLog {
    private final Map<String, Run> written = new HashMap<>();
    private final Map<String, RunProgress> progress = new HashMap<>();

    @Override
    public void start() {}

    @Override
    public Optional<Run> run(String runId) {
      return Optional.ofNullable(written.get(runId));
    }

    @Override
    public List<Run> runs() {
      return List.copyOf(written.values());
    }

    @Override
    public boolean isReadSince(Instant time) {
      return true;
    }

    @Override
    public Optional<RunProgress> progress(String runId) {
      return Optional.ofNullable(progress.get(runId));
    }

    @Override
    public List<Label> labels(String runId) {
      return List.of();
    }

    @Override
    public boolean isMissing(String group) {
      return false;
    }

    @Override
    public void write(Run run) {
      written.put(run.getRunId(), run);
    }

    @Override
    public void forget(String runId) {
      written.remove(runId);
      progress.remove(runId);
    }

    @Override
    public void close() {}
  }
}
