// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreviewPlannerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Map<SignalKey, SignalDefinition> signals = new HashMap<>();

  @Test
  void aDraftIsPreviewedInItsNewestVersionOverEverythingThereIs() {
    define("support", "annoyed", SignalState.DRAFT, JudgeKind.OFFLINE, JudgeKind.OFFLINE);

    Run run = plan("support/annoyed", null, null);

    assertThat(run.getKind()).isEqualTo(RunKind.PREVIEW);
    assertThat(run.getVersion()).isEqualTo(2);
    assertThat(run.getAgainst()).isEmpty();
    assertThat(run.getSampleSize()).isEqualTo(20);
    assertThat(run.getSampleRate()).isEqualTo(100);
    assertThat(run.getFrom()).isEqualTo(Instant.EPOCH);
    assertThat(run.getTo()).isAfter(NOON);
    assertThat(run.getDefinitionsOffset()).isEqualTo(7);
    assertThat(run.getRunId()).isEqualTo("r-1");
  }

  @Test
  void aSignalIsFoundByItsKeyByItsAgentAndByItsNameAlone() {
    define("support", "annoyed", SignalState.ACTIVE, JudgeKind.OFFLINE);

    assertThat(plan("default/support/annoyed", 1, null).getSignal()).isEqualTo("annoyed");
    assertThat(plan("annoyed", 1, null).getAgent()).isEqualTo("support");
  }

  @Test
  void anUnknownSignalIsToldWithThoseThatThereAre() {
    define("support", "annoyed", SignalState.ACTIVE, JudgeKind.OFFLINE);

    assertRefused(
        () -> plan("anoyed", null, null),
        RunRefusal.UNKNOWN,
        "no signal anoyed in project default (there: support/annoyed)");
  }

  @Test
  void aNameThatTwoAgentsHaveIsNotGuessed() {
    define("support", "annoyed", SignalState.ACTIVE, JudgeKind.OFFLINE);
    define("sales", "annoyed", SignalState.ACTIVE, JudgeKind.OFFLINE);

    assertRefused(
        () -> plan("annoyed", null, null), RunRefusal.INVALID, "sales/annoyed", "support/annoyed");
  }

  @Test
  void versionsThatAreNotThereOrTheSameAreRefused() {
    define("support", "annoyed", SignalState.ACTIVE, JudgeKind.OFFLINE, JudgeKind.OFFLINE);

    assertThat(plan("annoyed", 2, 1).getAgainst()).contains(1);
    assertRefused(
        () -> plan("annoyed", 3, null), RunRefusal.UNKNOWN, "has no version 3 (expected: 1 to 2)");
    assertRefused(() -> plan("annoyed", 2, 9), RunRefusal.UNKNOWN, "has no version 9");
    assertRefused(() -> plan("annoyed", null, 2), RunRefusal.INVALID, "is the version itself");
  }

  @Test
  void aVersionThatNobodyCanJudgeIsRefusedBeforeAnythingIsRead() {
    define("support", "annoyed", SignalState.DRAFT, JudgeKind.LLM, JudgeKind.OFFLINE);

    assertThat(plan("annoyed", 2, null).getVersion()).isEqualTo(2);
    assertRefused(
        () -> plan("annoyed", 1, null),
        RunRefusal.CONFLICT,
        "nobody can judge version 1",
        "no language model is configured",
        "telltale.judge.llm.base-url");
    assertRefused(() -> plan("annoyed", 2, 1), RunRefusal.CONFLICT, "version 1");
  }

  @Test
  void anArchivedSignalIsRefused() {
    define("support", "annoyed", SignalState.ARCHIVED, JudgeKind.OFFLINE);

    assertRefused(() -> plan("annoyed", null, null), RunRefusal.CONFLICT, "is archived");
  }

  @Test
  void sampleSizesAndWindowsThatMakeNoSenseAreRefused() {
    assertRefused(
        () -> new PreviewOrder("s", null, null, 0, null, null), RunRefusal.INVALID, "1 to 100");
    assertRefused(
        () -> new PreviewOrder("s", null, null, 101, null, null), RunRefusal.INVALID, "1 to 100");
    assertRefused(
        () -> new PreviewOrder("s", null, null, 5, NOON, NOON), RunRefusal.INVALID, "after from");
  }

  @Test
  void aBackfillEndsNowAtTheLatestAndTakesTheVersionsRateWhereItHasNoOther() {
    define("support", "annoyed", SignalState.DRAFT, JudgeKind.OFFLINE, JudgeKind.OFFLINE);
    Instant from = NOON.minusSeconds(60);

    Run whole = backfill(new BackfillOrder("annoyed", null, from, null, null, false, true));
    Run some =
        backfill(new BackfillOrder("annoyed", 1, from, NOON.plusSeconds(9), 12.5, true, false));

    assertThat(whole.getKind()).isEqualTo(RunKind.BACKFILL);
    assertThat(whole.getVersion()).isEqualTo(2);
    assertThat(whole.getTo()).isEqualTo(NOON);
    assertThat(whole.getSampleRate()).isEqualTo(100);
    assertThat(whole.getSkippedOnly()).isTrue();
    assertThat(whole.getSampleSize()).isZero();
    assertThat(some.getVersion()).isEqualTo(1);
    assertThat(some.getTo()).isEqualTo(NOON);
    assertThat(some.getSampleRate()).isEqualTo(12.5);
    assertThat(some.getRelabel()).isTrue();
    assertRefused(
        () -> backfill(new BackfillOrder("annoyed", null, NOON, null, null, false, false)),
        RunRefusal.INVALID,
        "before now");
  }

  @Test
  void backfillsThatMakeNoSenseAreRefused() {
    assertRefused(
        () -> new BackfillOrder("s", null, NOON, NOON, null, false, false),
        RunRefusal.INVALID,
        "after from");
    for (double rate : new double[] {0, -1, 100.1, Double.NaN}) {
      assertRefused(
          () -> new BackfillOrder("s", null, NOON, null, rate, false, false),
          RunRefusal.INVALID,
          "up to 100");
    }
    assertRefused(
        () -> new BackfillOrder("s", null, NOON, null, null, true, true),
        RunRefusal.INVALID,
        "exclude each other");
  }

  private Run backfill(BackfillOrder order) {
    return new BackfillPlanner(new Activation(false))
        .plan(
            RunKind.BACKFILL,
            order,
            new Definitions(signals, Map.of()),
            7,
            new Asker("default", null, "r-1", NOON));
  }

  private static void assertRefused(ThrowingCallable call, RunRefusal reason, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RunRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .message()
        .contains(words);
  }

  private Run plan(String signal, @Nullable Integer version, @Nullable Integer against) {
    return new PreviewPlanner(new Activation(false))
        .plan(
            new PreviewOrder(signal, version, against, 20, null, null),
            new Definitions(signals, Map.of()),
            7,
            new Asker("default", null, "r-1", NOON));
  }

  private void define(String agent, String signal, SignalState state, JudgeKind... versions) {
    List<SignalVersion> all = new ArrayList<>();
    for (JudgeKind judge : versions) {
      all.add(
          SignalVersion.newBuilder()
              .setVersion(all.size() + 1)
              .setPrompt("Is the user annoyed?")
              .setSentiments(List.of())
              .setSampleRate(100)
              .setJudge(judge)
              .setExamples(
                  List.of(
                      new Example("true", "a"),
                      new Example("true", "b"),
                      new Example("false", "c"),
                      new Example("false", "d")))
              .setCreatedAt(Instant.EPOCH)
              .build());
    }
    signals.put(
        new SignalKey("default", agent, signal),
        SignalDefinition.newBuilder()
            .setProject("default")
            .setAgent(agent)
            .setSignal(signal)
            .setName(signal)
            .setType(SignalType.BINARY)
            .setScope(SignalScope.SESSION)
            .setVersions(all)
            .setStates(List.of(new SignalStateChange(state, Instant.EPOCH, null)))
            .build());
  }
}
