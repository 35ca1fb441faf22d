// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.evaluate.LabelStream.Appended;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every evaluation observed, against a computation from nothing but the log: all labels
 * appended before the window was due, and of each target the one that counts.
 */
class WindowOracleTest {
  private static final List<Duration> LENGTHS =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(24),
          Duration.ofHours(48));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyEvaluationObservesWhatTheLogSays(long seed) {
    List<AlertRule> rules = rules();
    List<Appended> log =
        new LabelStream(seed).log(OnePartition.START, Duration.ofDays(4), Duration.ofMinutes(50));
    int compared = 0;
    try (OnePartition partition = new OnePartition()) {
      rules.forEach(partition::put);
      for (int i = 0; i < log.size(); i++) {
        Appended appended = log.get(i);
        partition.sleep(Duration.between(partition.now(), appended.at()));
        partition.appendAt(appended.at(), appended.label());
        List<AlertEvent> events = partition.events();
        if (i == 0 || !isDue(log.get(i - 1).at(), appended.at())) {
          continue;
        }
        Instant end = lastEnd(appended.at());
        Collection<Counted> counted = counted(log.subList(0, i));
        for (AlertRule rule : rules) {
          assertObserved(partition.state(rule), rule, end, counted);
          compared++;
        }
        events.forEach(event -> assertCounts(event, counted));
      }
    }
    assertThat(compared).isGreaterThan(500);
  }

  /** A target's verdict that counts, and when it was appended. */
  private record Counted(Instant at, Label label) {
    boolean isIn(Instant from, Instant to) {
      Instant pane = at.minusMillis(at.toEpochMilli() % 60_000);
      return !pane.isBefore(from) && pane.isBefore(to);
    }

    boolean isLabel() {
      return label.getOutcome() == Outcome.LABELLED;
    }

    boolean isTrue() {
      return label.getValue().equals(Optional.of("true"));
    }
  }

  private static Collection<Counted> counted(List<Appended> log) {
    Map<String, Map<String, Counted>> byTargetAndId = new HashMap<>();
    for (Appended appended : log) {
      Label label = appended.label();
      if (label.getOrigin() == Origin.LIVE) {
        byTargetAndId
            .computeIfAbsent(label.getTargetId(), target -> new HashMap<>())
            .merge(
                label.getLabelId(),
                new Counted(appended.at(), label),
                (first, next) -> !first.isLabel() && next.isLabel() ? next : first);
      }
    }
    List<Counted> counted = new ArrayList<>();
    for (Map<String, Counted> byId : byTargetAndId.values()) {
      counted.add(byId.values().stream().reduce(WindowOracleTest::greater).orElseThrow());
    }
    return counted;
  }

  private static Counted greater(Counted a, Counted b) {
    if (a.isLabel() != b.isLabel()) {
      return a.isLabel() ? a : b;
    }
    if (a.label.getVersion() != b.label.getVersion()) {
      return a.label.getVersion() > b.label.getVersion() ? a : b;
    }
    return a.label.getRevision() > b.label.getRevision() ? a : b;
  }

  private static void assertObserved(
      AlertState state, AlertRule rule, Instant end, Collection<Counted> counted) {
    Instant from = end.minusMillis(rule.getWindowMs());
    List<Counted> labels = counted.stream().filter(c -> c.isLabel() && c.isIn(from, end)).toList();
    Optional<Double> expected =
        rule.getMetric() == AlertMetric.LABEL_VOLUME
            ? Optional.of((double) labels.size())
            : labels.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    (double) labels.stream().filter(Counted::isTrue).count() / labels.size());

    assertThat(state.getEvaluatedAt()).as(rule.getAlert()).isEqualTo(end);
    assertThat(state.getObserved()).as(rule.getAlert() + " at " + end).isEqualTo(expected);
  }

  private static void assertCounts(AlertEvent event, Collection<Counted> counted) {
    WindowCounts window = event.getWindow();
    List<Counted> inWindow =
        counted.stream().filter(c -> c.isIn(window.getFrom(), window.getTo())).toList();

    assertThat(window.getVerdicts()).isEqualTo(inWindow.size());
    assertThat(window.getLabels()).isEqualTo(inWindow.stream().filter(Counted::isLabel).count());
    assertThat(event.getEvidence())
        .isSubsetOf(inWindow.stream().map(c -> c.label.getTargetId()).toList());
  }

  private static boolean isDue(Instant before, Instant now) {
    return lastEnd(now).isAfter(lastEnd(before));
  }

  private static Instant lastEnd(Instant clock) {
    long settled = clock.toEpochMilli() - 30_000;
    return Instant.ofEpochMilli(settled - settled % 60_000);
  }

  private static List<AlertRule> rules() {
    List<AlertRule> rules = new ArrayList<>();
    for (Duration length : LENGTHS) {
      rules.add(
          Some.rateRule()
              .setAlert("rate-" + length.toMinutes())
              .setWindowMs(length.toMillis())
              .build());
      rules.add(
          Some.volumeRule(10)
              .setAlert("volume-" + length.toMinutes())
              .setWindowMs(length.toMillis())
              .build());
    }
    return rules;
  }
}
