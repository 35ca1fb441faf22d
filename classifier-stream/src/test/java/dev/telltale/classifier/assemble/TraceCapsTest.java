// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import static dev.telltale.classifier.TestSpans.call;
import static dev.telltale.classifier.TestSpans.root;
import static dev.telltale.classifier.TestSpans.span;
import static dev.telltale.classifier.TestSpans.spanId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.schemas.trace.TraceCloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of a trace that outgrows its caps, and of records that outgrow their topics. */
class TraceCapsTest {
  private static final TraceRules DEFAULTS = TraceRules.defaults();
  private static final int CAP = 100;

  private final AssemblyDriver assembly =
      new AssemblyDriver(rules(CAP, DEFAULTS.maxBytes()), SessionRules.defaults());

  @AfterEach
  void close() {
    assembly.close();
  }

  private final List<Trace> traces = new ArrayList<>();

  @Test
  void aTraceWithinItsCapsIsWhole() {
    IntStream.rangeClosed(1, 90).forEach(id -> assembly.at(id / 10.0, span(1, id, 1000)));

    assertThat(closed().getSpans()).hasSize(90);
    assertThat(closed().getDroppedSpans()).isZero();
    assertThat(closed().getCloseReason()).isEqualTo(TraceCloseReason.IDLE);
  }

  @Test
  void ordinarySpansAreTurnedAwayWhenNineTenthsAreFull() {
    IntStream.rangeClosed(1, 95).forEach(id -> assembly.at(id / 10.0, span(1, id, 1000)));

    assertThat(closed().getSpans()).hasSize(90);
    assertThat(closed().getDroppedSpans()).isEqualTo(5);
    assertThat(closed().getCloseReason()).isEqualTo(TraceCloseReason.CAP);
    assertThat(assembly.lateSpans())
        .extracting(Span::getSpanId)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(91, 95).mapToObj(id -> spanId(id)).toList());
    assertThat(assembly.counts.of("taken")).isEqualTo(90);
    assertThat(assembly.counts.of("cap")).isEqualTo(5);
  }

  @Test
  void anErrorTheLastModelCallsAndTheRootAreTakenWhenAllElseIsTurnedAway() {
    fill();
    assembly.at(11, span(1, 201, 1000).setError(true));
    for (int id = 301; id <= 320; id++) {
      assembly.at(12, call(1, id, 1000, "user", "q" + id, "assistant", "a" + id));
    }
    assembly.at(13, root(1, 1000, "a", "s"));
    assembly.at(14, span(1, 401, 1000));

    assertThat(closed().getSpans())
        .extracting(Span::getSpanId)
        .contains(spanId(201), spanId(1000))
        .containsAll(IntStream.rangeClosed(313, 320).mapToObj(id -> spanId(id)).toList())
        .doesNotContain(spanId(401), spanId(312));
    assertThat(closed().getDroppedSpans()).isEqualTo(12 + 1);
    assertThat(closed().getCloseReason()).isEqualTo(TraceCloseReason.CAP);
    assertThat(assembly.counts.of("replaced")).isEqualTo(12);
  }

  @Test
  void noSpanOfACappedTraceIsLost() {
    List<String> sent = new ArrayList<>();
    IntStream.rangeClosed(1, 300)
        .forEach(
            id -> {
              Span.Builder next =
                  id % 3 == 0
                      ? call(1, id, 1000, "user", "q" + id, "assistant", "a" + id)
                      : span(1, id, 1000).setError(id % 2 == 0);
              assembly.at(id / 100.0, next);
              sent.add(spanId(id));
            });

    List<String> kept = closed().getSpans().stream().map(Span::getSpanId).toList();
    List<String> late = assembly.lateSpans().stream().map(Span::getSpanId).toList();
    assertThat(Stream.concat(kept.stream(), late.stream()))
        .containsExactlyInAnyOrderElementsOf(sent);
    assertThat(closed().getSpans()).hasSizeLessThanOrEqualTo(CAP);
    assertThat(closed().getDroppedSpans()).isEqualTo(late.size());
  }

  @Test
  void aFloodOfErrorsLeavesRoomForTheRoot() {
    IntStream.rangeClosed(1, 200)
        .forEach(id -> assembly.at(id / 100.0, span(1, id, 1000).setError(true)));
    assembly.at(3, root(1, 1000, "a", "s"));

    assertThat(closed().getSpans()).hasSize(96).extracting(Span::getSpanId).contains(spanId(1000));
  }

  @Test
  void aRootThatIsTurnedAwayStillSaysThatItsTraceHasEnded() {
    TraceRules small = rules(100, 2_000);
    try (AssemblyDriver tight = new AssemblyDriver(small, SessionRules.defaults())) {
      tight
          .at(0, span(1, 2, 1000))
          .at(1, root(1, 1000, "a", "s").setInputText("x".repeat(3_000)))
          .pass(Duration.ofSeconds(20));

      assertThat(tight.traces())
          .singleElement()
          .satisfies(
              trace -> {
                assertThat(trace.getSpans()).hasSize(1);
                assertThat(trace.getDroppedSpans()).isEqualTo(1);
                assertThat(trace.getClosedAt()).isEqualTo(AssemblyDriver.START.plusSeconds(11));
              });
      assertThat(tight.lateSpans()).extracting(Span::getSpanId).containsExactly(spanId(1000));
    }
  }

  @Test
  void aLateSpanOfACappedTraceIsTakenOnlyIfTheReserveIsForIt() {
    fill();
    assembly.at(10, root(1, 1000, "a", "s")).pass(Duration.ofSeconds(30));
    assembly.at(60, span(1, 401, 1000)).at(61, span(1, 402, 1000).setError(true));
    assembly.pass(Duration.ofSeconds(30));

    List<Trace> revisions = assembly.traces();
    assertThat(revisions).hasSize(2);
    assertThat(revisions.get(1).getSpans())
        .extracting(Span::getSpanId)
        .contains(spanId(402))
        .doesNotContain(spanId(401));
  }

  @Test
  void aRecordThatItsTopicWouldNotTakeKeepsTheSpansThatTellMost() {
    TraceRules huge = rules(2_000, 40L * 1024 * 1024);
    try (AssemblyDriver large = new AssemblyDriver(huge, SessionRules.defaults())) {
      for (int id = 2; id <= 21; id++) {
        large.at(id, span(1, id, 1).setInputText("x".repeat(1_000_000)));
      }
      large.at(22, root(1, 1, "a", "s")).pass(Duration.ofSeconds(20));

      Trace trace = large.traces().get(0);
      assertThat(trace.getSpans()).hasSize(10).extracting(Span::getSpanId).contains(spanId(1));
      assertThat(trace.getDroppedSpans()).isEqualTo(11);
      assertThat(large.lateSpans()).hasSize(11);
      assertThat(large.counts.of("record")).isEqualTo(11);
    }
  }

  @Test
  void aSessionOfMoreTracesThanItsRecordTakesKeepsTheFirstAndTheLast() {
    SessionRules few =
        new SessionRules(
            Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofDays(7), 8, 100_000);
    try (AssemblyDriver driver = new AssemblyDriver(DEFAULTS, few)) {
      for (int trace = 1; trace <= 20; trace++) {
        driver.at(trace * 20, root(trace, trace, "a", "s"));
      }
      driver.pass(Duration.ofHours(1));

      Session session = driver.sessions().get(0);
      assertThat(session.getDroppedTraces()).isEqualTo(12);
      assertThat(session.getTraces())
          .isSortedAccordingTo(Comparator.comparingLong(t -> t.getStartUnixNano()))
          .extracting(t -> t.getTraceId().substring(24))
          .containsExactly(
              "0abc0001",
              "0abc0002",
              "0abc000f",
              "0abc0010",
              "0abc0011",
              "0abc0012",
              "0abc0013",
              "0abc0014");
    }
  }

  @Test
  void anAgentMayHaveRulesOfItsOwnWhichItsRootDecides() {
    TraceRules slow =
        new TraceRules(
            Duration.ofSeconds(60),
            DEFAULTS.idle(),
            DEFAULTS.maxAge(),
            DEFAULTS.maxSpans(),
            DEFAULTS.maxBytes(),
            DEFAULTS.keepRows(),
            DEFAULTS.maxRevisions(),
            DEFAULTS.remember());
    PerAgent<TraceRules> rules = new PerAgent<>(DEFAULTS, Map.of("slow", slow));
    try (AssemblyDriver driver =
        new AssemblyDriver(rules, PerAgent.same(SessionRules.defaults()))) {
      driver
          .at(0, span(1, 2, 1).setAgentId("quick"))
          .at(1, root(1, 1, "slow", null))
          .at(1, root(2, 3, "quick", null))
          .pass(Duration.ofSeconds(90));

      assertThat(driver.traces())
          .extracting(
              trace -> trace.getClosedAt().getEpochSecond() - AssemblyDriver.START.getEpochSecond())
          .containsExactly(11L, 61L);
    }
  }

  @Test
  void aSessionOfAnAgentWithRulesOfItsOwnClosesByThem() {
    SessionRules quick =
        new SessionRules(
            Duration.ofMinutes(2), Duration.ofHours(24), Duration.ofDays(7), 100, 100_000);
    PerAgent<SessionRules> rules = new PerAgent<>(SessionRules.defaults(), Map.of("quick", quick));
    try (AssemblyDriver driver = new AssemblyDriver(PerAgent.same(DEFAULTS), rules)) {
      driver
          .at(0, root(1, 1, "quick", "s"))
          .at(0, root(2, 2, "other", "s"))
          .pass(Duration.ofMinutes(10));

      assertThat(driver.sessions()).extracting(Session::getAgent).containsExactly("quick");
    }
  }

  @Test
  void thePartitionSaysHowManyAreOpenAndForgetsThatWhenItLeaves() {
    AssemblyDriver driver = new AssemblyDriver();
    try (driver) {
      driver.at(0, span(1, 2, 1)).at(0, span(2, 3, 1)).at(1, root(2, 1, "a", null));
      driver.pass(Duration.ofSeconds(1));
      assertThat(open(driver)).isEqualTo(2);

      driver.pass(Duration.ofSeconds(30));
      assertThat(open(driver)).isEqualTo(1);
    }
    assertThat(driver.counts.states).doesNotContainKey("telltale.spans");
  }

  private static long open(AssemblyDriver driver) {
    return Objects.requireNonNull(driver.counts.states.get("telltale.spans")).open();
  }

  private void fill() {
    IntStream.rangeClosed(1, 90).forEach(id -> assembly.at(id / 10.0, span(1, id, 1000)));
  }

  private Trace closed() {
    if (traces.isEmpty()) {
      assembly.pass(Duration.ofMinutes(10));
      traces.addAll(assembly.traces());
    }
    return traces.get(0);
  }

  private static TraceRules rules(int maxSpans, long maxBytes) {
    return new TraceRules(
        DEFAULTS.rootQuiet(),
        DEFAULTS.idle(),
        DEFAULTS.maxAge(),
        maxSpans,
        maxBytes,
        DEFAULTS.keepRows(),
        DEFAULTS.maxRevisions(),
        DEFAULTS.remember());
  }
}
