// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.evaluate.LabelStream.Appended;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.NoDataPolicy;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Significance;
import dev.telltale.schemas.label.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For an unedited rule, over minutes neither stale nor down, started from the recorded state, the
 * backtest's events are those that the live evaluation wrote. {@code -Dtelltale.kills=10} takes
 * more logs; {@code -Dtelltale.seed=…} takes one.
 */
class BacktestEqualsLiveTest {
  private static final Duration BEFORE = Duration.ofHours(5);
  private static final Duration WATCHED = Duration.ofHours(12);
  private static final Duration LOOKS = Duration.ofSeconds(5);

  static LongStream seeds() {
    Long seed = Long.getLong("telltale.seed");
    return seed == null
        ? LongStream.rangeClosed(1, Integer.getInteger("telltale.kills", 3) > 3 ? 20 : 2)
        : LongStream.of(seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theBacktestFindsWhatTheLiveEvaluationWrote(long seed) {
    Map<String, AlertState> recorded = new HashMap<>();
    List<AlertEvent> live = new ArrayList<>();
    Instant from;
    Instant to;
    List<TestRecord<String, Label>> log;
    try (OnePartition partition = new OnePartition()) {
      rules().forEach(partition::put);
      run(partition, seed, OnePartition.START, BEFORE);
      partition.events();
      rules().forEach(rule -> recorded.put(rule.getAlert(), partition.state(rule)));
      Instant evaluated = recorded.values().iterator().next().getEvaluatedAt();
      from = evaluated.plus(OnePartition.EVERY_MINUTE.interval());
      run(partition, seed + 1_000_000, partition.now(), WATCHED);
      live.addAll(partition.events());
      to = partition.state(rules().get(0)).getEvaluatedAt();
      log = partition.log;
    }

    assertThat(live).as("seed " + seed).hasSizeGreaterThan(20);
    for (AlertRule rule : rules()) {
      Collected found = backtest(rule, log, from, to, recorded.get(rule.getAlert()));
      assertThat(found.events)
          .as("seed " + seed + ", " + rule.getAlert())
          .isEqualTo(live.stream().filter(event -> event.getRule().equals(rule)).toList());
      assertThat(found.ends)
          .as("seed " + seed + ", " + rule.getAlert())
          .hasSize((int) Duration.between(from, to).toMinutes() + 1)
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  /** Where nobody asked for ticks there are none, and the windows are the same. */
  @ParameterizedTest
  @MethodSource("seeds")
  void withoutTicksTheBacktestFindsTheSame(long seed) {
    AlertRule rule = rules().get(0);
    List<TestRecord<String, Label>> log;
    Instant to;
    try (OnePartition partition = new OnePartition()) {
      partition.put(rule);
      run(partition, seed, OnePartition.START, BEFORE);
      to = partition.state(rule).getEvaluatedAt();
      log = partition.log;
    }
    Instant from = OnePartition.START.plus(Duration.ofMinutes(10));
    List<TestRecord<String, Label>> untouched =
        log.stream()
            .filter(record -> record.value() != null || record.key().equals(Some.SIGNAL.text()))
            .toList();
    assertThat(untouched).hasSizeLessThan(log.size());

    assertThat(backtest(rule, untouched, from, to, null).events.stream().map(this::seen).toList())
        .isNotEmpty()
        .isEqualTo(backtest(rule, log, from, to, null).events.stream().map(this::seen).toList());
  }

  /** All but the moment at which it was written. */
  private AlertEvent seen(AlertEvent event) {
    return AlertEvent.newBuilder(event).setTriggeredAt(Instant.EPOCH).build();
  }

  private static Collected backtest(
      AlertRule rule,
      List<TestRecord<String, Label>> log,
      Instant from,
      Instant to,
      @org.jspecify.annotations.Nullable AlertState recorded) {
    Collected collected = new Collected();
    Replay replay =
        new Replay(rule, OnePartition.EVERY_MINUTE, MemoryStores.make(), from, to, collected);
    if (recorded != null) {
      replay.startFrom(recorded);
    }
    for (TestRecord<String, Label> record : log) {
      replay.read(record.key(), record.value(), record.headers(), record.timestamp());
    }
    replay.end(to.plus(Duration.ofHours(1)));
    assertThat(AlertId.of(rule).alert()).isEqualTo(rule.getAlert());
    return collected;
  }

  private static final class Collected implements Replay.Watcher {
    private final List<AlertEvent> events = new ArrayList<>();
    private final List<Instant> ends = new ArrayList<>();

    @Override
    public void window(Instant end, OptionalDouble observed, long labels, boolean crossed) {
      ends.add(end);
    }

    @Override
    public void event(AlertEvent event) {
      events.add(event);
    }

    @Override
    public void label(Instant at) {}
  }

  /** Appends a log of a length, in which judges are out of reach now and then. */
  private static void run(OnePartition partition, long seed, Instant start, Duration length) {
    Random chance = new Random(seed);
    for (Appended appended :
        new LabelStream(seed).outOfOrder(start, length, Duration.ofMinutes(40))) {
      while (partition.now().isBefore(appended.at())) {
        partition.pass(LOOKS, LOOKS);
      }
      partition.appendAt(appended.at(), appended.label());
      if (chance.nextInt(150) == 0) {
        partition.outageAt(appended.at());
      }
    }
    while (partition.now().isBefore(start.plus(length))) {
      partition.pass(LOOKS, LOOKS);
    }
  }

  private static List<AlertRule> rules() {
    AlertRule.Builder cooled = Some.rateRule().setCooldownMs(Duration.ofMinutes(15).toMillis());
    return List.of(
        cooled.setThreshold(0.5).setRecoveryThreshold(0.4).build(),
        Some.silenceRule().build(),
        Some.surgeRule(50).build(),
        Some.surgeRule(-50)
            .setAlert("fall")
            .setOperator(Operator.AT_OR_BELOW)
            .setWindowMs(Duration.ofHours(1).toMillis())
            .setMinLabels(5)
            .setNoData(NoDataPolicy.NOTIFY)
            .build(),
        Some.rateRule()
            .setAlert("share")
            .setMetric(AlertMetric.VALUE_SHARE)
            .setValue("angry")
            .setComparison(Comparison.PERCENTAGE_POINTS)
            .setThreshold(5)
            .setWindowMs(Duration.ofMinutes(30).toMillis())
            .setSignificance(new Significance(0.5, 2))
            .build(),
        Some.rateRule()
            .setAlert("from-zero")
            .setMetric(AlertMetric.VALUE_COUNT)
            .setValue("angry")
            .setComparison(Comparison.PERCENT_CHANGE)
            .setThreshold(10)
            .setFireFromZero(true)
            .build());
  }
}
