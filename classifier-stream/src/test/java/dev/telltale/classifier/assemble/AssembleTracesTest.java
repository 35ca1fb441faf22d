// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import static dev.telltale.classifier.TestSpans.root;
import static dev.telltale.classifier.TestSpans.span;
import static dev.telltale.classifier.TestSpans.spanId;
import static dev.telltale.classifier.assemble.AssemblyDriver.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.schemas.trace.TraceCloseReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssembleTracesTest {
  @Test
  void aTraceClosesTenSecondsAfterItsLastSpanOnceItsRootHasCome() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, span(1, 2, 1)).at(1, root(1, 1, "a", null)).pass(Duration.ofSeconds(30));

      assertThat(assembly.traces())
          .singleElement()
          .satisfies(
              trace -> {
                assertThat(trace.getCloseReason()).isEqualTo(TraceCloseReason.ROOT_QUIET);
                assertThat(trace.getClosedAt()).isEqualTo(START.plusSeconds(11));
                assertThat(trace.getSpans())
                    .extracting(Span::getSpanId)
                    .containsExactly(spanId(1), spanId(2));
                assertThat(trace.getRootSpanId()).contains(spanId(1));
              });
    }
  }

  @Test
  void aTraceWithoutARootClosesFiveMinutesAfterItsLastSpan() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, span(1, 2, 1)).pass(Duration.ofMinutes(6));

      assertThat(assembly.traces())
          .singleElement()
          .satisfies(
              trace -> {
                assertThat(trace.getCloseReason()).isEqualTo(TraceCloseReason.IDLE);
                assertThat(trace.getClosedAt()).isEqualTo(START.plusSeconds(300));
              });
    }
  }

  @Test
  void aTraceThatNeverRestsClosesAfterHalfAnHour() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      for (int i = 0; i <= 20; i++) {
        assembly.at(i * 100, span(1, i + 2, 1));
      }

      assertThat(assembly.traces())
          .singleElement()
          .satisfies(
              trace -> {
                assertThat(trace.getCloseReason()).isEqualTo(TraceCloseReason.AGE);
                assertThat(trace.getClosedAt()).isEqualTo(START.plusSeconds(1800));
                assertThat(trace.getSpans()).hasSize(18);
              });
    }
  }

  @Test
  void aTraceThatIsDueIsClosedBeforeTheSpanThatTouchesItWhichMakesTheNextRevision() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, root(1, 1, "a", null)).at(10, span(1, 2, 1)).pass(Duration.ofSeconds(20));

      assertThat(assembly.traces())
          .satisfiesExactly(
              first -> {
                assertThat(first.getClosedAt()).isEqualTo(START.plusSeconds(10));
                assertThat(first.getSpans()).hasSize(1);
                assertThat(first.getRevisions()).isEqualTo(1);
              },
              second -> {
                assertThat(second.getClosedAt()).isEqualTo(START.plusSeconds(20));
                assertThat(second.getSpans()).hasSize(2);
                assertThat(second.getRevisions()).isEqualTo(2);
              });
    }
  }

  @Test
  void thereAreAtMostThreeRevisionsAndThenSpansAreLate() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, root(1, 1, "a", null));
      for (int i = 1; i <= 4; i++) {
        assembly.at(i * 60, span(1, i + 1, 1));
      }
      assembly.pass(Duration.ofMinutes(2));

      assertThat(assembly.traces()).extracting(Trace::getRevisions).containsExactly(1, 2, 3);
      assertThat(assembly.lateSpans())
          .extracting(Span::getSpanId)
          .containsExactly(spanId(4), spanId(5));
    }
  }

  @Test
  void aSpanThatComesAfterItsTracesRowsAreGoneIsLateAndOpensNoSecondTrace() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, root(1, 1, "a", null)).at(3_600, span(1, 2, 1)).pass(Duration.ofMinutes(10));

      assertThat(assembly.traces()).hasSize(1);
      assertThat(assembly.lateSpans()).hasSize(1);
      assertThat(assembly.rows(AssembleTraces.SPANS)).isZero();
    }
  }

  @Test
  void aTraceIsForgottenAfterADay() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, root(1, 1, "a", null)).at(25 * 3_600, root(2, 1, "a", null));

      assertThat(assembly.rows(AssembleTraces.STATES)).isEqualTo(1);
      assertThat(assembly.rows(AssembleTraces.DEADLINES)).isEqualTo(1);
    }
  }

  @Test
  void aSpanThatComesTwiceChangesNothingWhileTheTraceIsOpenAndAfterItClosed() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly
          .at(0, root(1, 1, "a", null))
          .at(0, root(1, 1, "a", null))
          .at(60, root(1, 1, "a", null))
          .pass(Duration.ofMinutes(2));

      assertThat(assembly.traces())
          .singleElement()
          .satisfies(t -> assertThat(t.getSpans()).hasSize(1));
      assertThat(assembly.counts.byName).containsEntry("taken", 1).containsEntry("duplicate", 2);
    }
  }

  @Test
  void twoProjectsWithOneTraceIdNeverMeet() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly
          .at(0, root(1, 1, "a", null))
          .at(0, root(1, 2, "a", null).setProject("other"))
          .pass(Duration.ofSeconds(20));

      assertThat(assembly.traces())
          .extracting(Trace::getProject)
          .containsExactlyInAnyOrder("default", "other");
    }
  }

  @Test
  void clocksOfAgentsChangeNothing() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly
          .at(0, root(1, 1, "a", null).setStartUnixNano(1).setEndUnixNano(2))
          .at(1, span(1, 2, 1).setStartUnixNano(Long.MAX_VALUE - 1).setEndUnixNano(Long.MAX_VALUE))
          .pass(Duration.ofSeconds(20));

      assertThat(assembly.traces())
          .singleElement()
          .satisfies(t -> assertThat(t.getClosedAt()).isEqualTo(START.plusSeconds(11)));
    }
  }

  @Test
  void whatCannotBeReadGoesToTheDeadLettersAndTheRestGoesOn() {
    byte[] broken = "not a span".getBytes(StandardCharsets.UTF_8);
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly
          .at(0, root(1, 1, "a", null))
          .raw(1, broken)
          .at(2, span(1, 2, 1))
          .pass(Duration.ofSeconds(20));

      assertThat(assembly.traces())
          .singleElement()
          .satisfies(t -> assertThat(t.getSpans()).hasSize(2));
      assertThat(assembly.deadLetters())
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.value()).isEqualTo(broken);
                assertThat(header(letter.headers().lastHeader(DeadLetter.TOPIC).value()))
                    .isEqualTo("telltale.spans");
                assertThat(header(letter.headers().lastHeader(DeadLetter.OFFSET).value()))
                    .isEqualTo("1");
                assertThat(header(letter.headers().lastHeader(DeadLetter.REASON).value()))
                    .isEqualTo("no-schema-id");
              });
    }
  }

  @Test
  void theSameLogGivesTheSameTracesWhenItIsReadLateAndAtOnce() {
    List<byte[]> live;
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      play(assembly, true);
      live = assembly.rawTraces();
    }
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      play(assembly, false);
      List<byte[]> replayed = assembly.rawTraces();

      assertThat(replayed).containsExactlyInAnyOrderElementsOf(live).hasSizeGreaterThan(40);
    }
  }

  /**
   * 40 traces of up to 9 spans, some late, some twice; live, the wall clock goes along and
   * punctuators run between records.
   */
  private static void play(AssemblyDriver assembly, boolean live) {
    Random random = new Random(7);
    List<double[]> log = new ArrayList<>();
    for (int trace = 0; trace < 40; trace++) {
      double at = random.nextInt(600);
      for (int id = 1; id <= 1 + random.nextInt(9); id++) {
        at += random.nextInt(8) * random.nextInt(8);
        log.add(new double[] {at, trace, id});
        if (random.nextInt(5) == 0) {
          log.add(new double[] {at + random.nextInt(60), trace, id});
        }
      }
    }
    Collections.sort(log, (a, b) -> Double.compare(a[0], b[0]));
    log.add(new double[] {5_000, 99, 1});
    double before = 0;
    for (double[] entry : log) {
      if (live) {
        assembly.pass(Duration.ofMillis((long) ((entry[0] - before) * 1000)));
      }
      before = entry[0];
      int id = (int) entry[2];
      assembly.at(
          entry[0], id == 1 ? root((int) entry[1], 1, "a", "s") : span((int) entry[1], id, 1));
    }
  }

  private static String header(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
