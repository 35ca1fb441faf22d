// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classifier.TestSignals;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PickingTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void theMostRecentTargetsArePickedUntilThereAreEnough() {
    Picking picking = picking(run().setSampleSize(2), TestSignals.version());

    List<String> picked = show(picking, session("s-4", 4), session("s-3", 3), session("s-2", 2));

    assertThat(picked).containsExactly("s-4", "s-3");
    assertThat(picking.isFull()).isTrue();
    assertThat(picking.picked()).isEqualTo(2);
  }

  @Test
  void ofATargetOnlyTheLastRevisionCountsEvenWhenItDoesNotMatch() {
    Picking picking =
        picking(run().setSampleSize(5), TestSignals.version().setFilter("durationMs > 100"));

    List<String> picked = show(picking, session("s-1", 9, 50), session("s-1", 8, 500));

    assertThat(picked).isEmpty();
    assertThat(picking.scanned()).isEqualTo(2);
  }

  @Test
  void whatIsBehindTheFirstRevisionIsAnotherTraceAndIsNotWaitedFor() {
    Picking picking = picking(run(), TestSignals.version());
    Target target = session("s-1", 9, 50);

    assertThat(picking.offer("s-1", 2, List.of(target))).hasSize(1);
    assertThat(picking.offer("s-1", 1, List.of(target))).isEmpty();
    assertThat(picking.offer("s-1", 1, List.of(target))).hasSize(1);
  }

  @Test
  void theFilterCountsAndTheVersionsSampleRateDoesNot() {
    Picking picking =
        picking(
            run().setSampleSize(5),
            TestSignals.version().setFilter("durationMs > 100").setSampleRate(0));

    List<String> picked = show(picking, session("long", 2, 500), session("short", 1, 50));

    assertThat(picked).containsExactly("long");
    assertThat(picking.matched()).isEqualTo(1);
  }

  @Test
  void aRunWithARateTakesThatShareOfItsTargets() {
    Picking picking = picking(run().setSampleRate(10), TestSignals.version());
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      targets.add(session("s-" + i, i));
    }

    int picked = show(picking, targets.toArray(Target[]::new)).size();

    assertThat(picking.matched()).isEqualTo(1_000);
    assertThat(picked).isBetween(60, 140);
  }

  @Test
  void theWindowIsAboutTheStartAndItsEndIsOutside() {
    Picking picking =
        picking(
            run().setSampleSize(5).setFrom(NOON.plusSeconds(1)).setTo(NOON.plusSeconds(3)),
            TestSignals.version());

    assertThat(show(picking, session("3", 3), session("2", 2), session("1", 1), session("0", 0)))
        .containsExactly("2", "1");
  }

  @Test
  void otherAgentsProjectsAndScopesAreNotPicked() {
    Picking picking = picking(run().setSampleSize(5), TestSignals.version());

    assertThat(
            show(
                picking,
                target(SignalScope.SESSION, "default", "billing", "a", 1, 10),
                target(SignalScope.SESSION, "another", "support", "b", 1, 10),
                target(SignalScope.TRACE, "default", "support", "c", 1, 10)))
        .isEmpty();
    assertThat(picking.whyNone())
        .isEqualTo(
            "no session of agent support among the last 3 sessions (there are some of billing)");
  }

  @Test
  void whereNothingMatchesItSaysWhatThereIs() {
    Picking outside =
        picking(run().setSampleSize(5).setTo(NOON.minusSeconds(60)), TestSignals.version());
    show(outside, session("s-2", 7), session("s-1", 3));
    assertThat(outside.whyNone())
        .isEqualTo(
            "no session in the window: 2 sessions of agent support are there, from "
                + NOON.plusSeconds(3)
                + " to "
                + NOON.plusSeconds(7));

    Picking filtered =
        picking(
            run().setSampleSize(5), TestSignals.version().setFilter("attributes['tier'] == 'x'"));
    show(filtered, session("s-2", 7), session("s-1", 3));
    assertThat(filtered.whyNone())
        .isEqualTo(
            "no session passes the filter attributes['tier'] == 'x': 2 of 2 sessions of agent"
                + " support are in the window, and on 2 the filter fails");

    assertThat(picking(run(), TestSignals.version()).whyNone()).contains("nothing has closed yet");
  }

  private static List<String> show(Picking picking, Target... newestFirst) {
    List<String> picked = new ArrayList<>();
    for (Target target : newestFirst) {
      picking
          .offer(target.project() + target.agent() + target.targetId(), 2, List.of(target))
          .forEach(taken -> picked.add(taken.targetId()));
    }
    return picked;
  }

  private static Picking picking(Run.Builder run, SignalVersion.Builder version) {
    SignalHistory signal =
        new SignalHistory(TestSignals.binary("support", "annoyed", SignalScope.SESSION, version));
    return new Picking(run.build(), signal, signal.version());
  }

  private static Run.Builder run() {
    return Run.newBuilder()
        .setRunId("r-1")
        .setKind(RunKind.PREVIEW)
        .setProject("default")
        .setAgent("support")
        .setSignal("annoyed")
        .setVersion(1)
        .setFrom(Instant.EPOCH)
        .setTo(NOON.plusSeconds(86_400))
        .setSampleRate(100)
        .setRequestedAt(NOON);
  }

  private static Target session(String id, int startSecond) {
    return session(id, startSecond, 10);
  }

  private static Target session(String id, int startSecond, long durationMs) {
    return target(SignalScope.SESSION, "default", "support", id, startSecond, durationMs);
  }

  private static Target target(
      SignalScope scope, String project, String agent, String id, int second, long durationMs) {
    Instant start = NOON.plusSeconds(second);
    return new Target(
        scope,
        project,
        agent,
        id,
        null,
        null,
        id,
        start.plusSeconds(60),
        start,
        start.plusMillis(durationMs),
        false,
        List::of,
        Map.of("durationMs", durationMs, "attributes", Map.of()));
  }
}
