// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.telltale.alert.evaluate.LabelOracle.Counted;
import dev.telltale.alert.evaluate.LabelOracle.Seen;
import dev.telltale.alert.evaluate.LabelStream.Appended;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.alert.Significance;
import dev.telltale.schemas.alert.WindowCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every evaluation observed, at every minute of four days and through restarts, against a
 * computation from nothing but the log: all labels appended before the window was due, and of each
 * target the one that counts. {@code -Dtelltale.kills=10} takes more logs; {@code
 * -Dtelltale.seed=…} takes one.
 */
class WindowOracleTest {
  private static final Duration RESTART_EVERY = Duration.ofHours(19);

  /** Weights are whole millionths. */
  private static final double MILLIONTHS = 1e-6;

  static LongStream seeds() {
    Long seed = Long.getLong("telltale.seed");
    return seed == null
        ? LongStream.rangeClosed(1, Integer.getInteger("telltale.kills", 3) > 3 ? 8 : 1)
        : LongStream.of(seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyEvaluationObservesWhatTheLogSays(long seed) {
    List<AlertRule> rules = rules();
    Iterator<Appended> log =
        new LabelStream(seed)
            .outOfOrder(OnePartition.START, Duration.ofDays(4), Duration.ofMinutes(50))
            .iterator();
    Appended next = log.next();
    LabelOracle oracle = new LabelOracle();
    OnePartition partition = new OnePartition();
    rules.forEach(partition::put);
    partition.tickAt(OnePartition.START);
    int compared = 0;
    for (int minute = 1; minute < 96 * 60; minute++) {
      Instant due = OnePartition.START.plus(Duration.ofMinutes(minute)).plusSeconds(30);
      for (; next != null && next.at().isBefore(due); next = log.hasNext() ? log.next() : null) {
        partition.appendAt(next.at(), next.label());
        oracle.append(next.at(), next.label());
      }
      partition.sleep(Duration.between(partition.now(), due));
      partition.tickAt(due);
      Instant end = OnePartition.START.plus(Duration.ofMinutes(minute));
      Collection<Counted> counted = oracle.counted();
      for (AlertRule rule : rules) {
        assertObserved("seed " + seed, partition.state(rule), rule, end, counted);
        compared++;
      }
      partition.events().forEach(event -> assertCounts("seed " + seed, event, counted));
      if (minute % RESTART_EVERY.toMinutes() == 0) {
        partition = restarted(partition);
      }
    }
    partition.close();
    assertThat(compared).isEqualTo(rules.size() * (96 * 60 - 1));
  }

  private static OnePartition restarted(OnePartition before) {
    OnePartition after = new OnePartition();
    after.restoreFrom(before);
    before.close();
    return after;
  }

  private static void assertObserved(
      String seed, AlertState state, AlertRule rule, Instant end, Collection<Counted> counted) {
    Instant from = end.minusMillis(rule.getWindowMs());
    Seen now = LabelOracle.seen(rule, counted, from, end);
    boolean change = rule.getComparison() != Comparison.ABSOLUTE;
    Seen before =
        change ? LabelOracle.seen(rule, counted, from.minusMillis(rule.getWindowMs()), from) : now;
    boolean same =
        state.getEvaluatedAt().equals(end)
            && state.getLabels() == now.labels()
            && state.getVerdicts() == now.verdicts()
            && isClose(state.getLevel(), now.value())
            && isClose(state.getIntervalLow(), now.interval().map(i -> i.low()))
            && isClose(state.getIntervalHigh(), now.interval().map(i -> i.high()))
            && isClose(state.getPrior(), change ? before.value() : Optional.empty())
            && isClose(state.getObserved(), LabelOracle.observed(rule, now, before));
    // A million comparisons: words only for what is wrong.
    if (!same) {
      fail("%s, %s at %s: %s, but %s after %s", seed, rule.getAlert(), end, state, now, before);
    }
  }

  private static boolean isClose(Optional<Double> actual, Optional<Double> expected) {
    return actual.isPresent() == expected.isPresent()
        && Math.abs(actual.orElse(0.0) - expected.orElse(0.0))
            <= MILLIONTHS * (1 + Math.abs(expected.orElse(0.0)));
  }

  private static void assertCounts(String seed, AlertEvent event, Collection<Counted> counted) {
    assertWindow(seed, event.getRule(), event.getWindow(), counted);
    event
        .getPriorWindow()
        .ifPresent(window -> assertWindow(seed, event.getRule(), window, counted));
    assertThat(event.getPriorWindow().isPresent())
        .isEqualTo(event.getRule().getComparison() != Comparison.ABSOLUTE);
    assertThat(event.getEvidence())
        .as(seed)
        .isSubsetOf(
            counted.stream()
                .filter(c -> c.isLabel())
                .filter(c -> c.isIn(event.getWindow().getFrom(), event.getWindow().getTo()))
                .map(c -> c.label().getTargetId())
                .toList());
  }

  private static void assertWindow(
      String seed, AlertRule rule, WindowCounts window, Collection<Counted> counted) {
    Seen seen = LabelOracle.seen(rule, counted, window.getFrom(), window.getTo());
    assertThat(window.getVerdicts()).as(seed).isEqualTo(seen.verdicts());
    assertThat(window.getLabels()).as(seed).isEqualTo(seen.labels());
    assertThat(window.getMatching()).as(seed).isEqualTo(seen.matching());
    assertThat(window.getVersions()).as(seed).isEqualTo(seen.versions());
  }

  private static List<AlertRule> rules() {
    List<AlertRule> rules = new ArrayList<>();
    AlertMetric[] metrics = {
      AlertMetric.TRUE_RATE,
      AlertMetric.VALUE_SHARE,
      AlertMetric.VALUE_COUNT,
      AlertMetric.LABEL_VOLUME
    };
    for (AlertMetric metric : metrics) {
      boolean rate = metric == AlertMetric.TRUE_RATE || metric == AlertMetric.VALUE_SHARE;
      for (Comparison comparison : Comparison.values()) {
        if (rate || comparison != Comparison.PERCENTAGE_POINTS) {
          IntStream.of(lengths(metric))
              .mapToObj(minutes -> rule(metric, comparison, minutes))
              .forEach(rules::add);
        }
      }
    }
    return rules;
  }

  /** In minutes: panes only, hours and panes, as many as there are. */
  private static int[] lengths(AlertMetric metric) {
    return metric == AlertMetric.LABEL_VOLUME ? new int[] {5, 180, 2880} : new int[] {5, 2880};
  }

  private static AlertRule rule(AlertMetric metric, Comparison comparison, int minutes) {
    boolean ofValue = metric == AlertMetric.VALUE_SHARE || metric == AlertMetric.VALUE_COUNT;
    boolean tested = comparison == Comparison.PERCENTAGE_POINTS;
    return Some.rateRule()
        .setAlert((metric + "-" + comparison + "-" + minutes).toLowerCase(java.util.Locale.ROOT))
        .setMetric(metric)
        .setValue(ofValue ? "angry" : null)
        .setComparison(comparison)
        .setThreshold(comparison == Comparison.ABSOLUTE ? 0.3 : 20)
        .setWindowMs(Duration.ofMinutes(minutes).toMillis())
        .setMinLabels(minutes == 5 ? 3 : 0)
        .setMinLabelsIn(tested ? MinLabelsIn.CURRENT : MinLabelsIn.BOTH)
        .setSignificance(tested ? new Significance(0.9, 2) : null)
        .build();
  }
}
