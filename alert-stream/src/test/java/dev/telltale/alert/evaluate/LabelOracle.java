// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics from nothing but the log: of each target the verdict that counts, looked at one by one.
 */
final class LabelOracle {
  private final Map<String, Map<String, Counted>> byTargetAndId = new HashMap<>();

  /** A target's verdict that counts, and when it was appended. */
  record Counted(Instant at, Label label) {
    boolean isIn(Instant from, Instant to) {
      Instant pane = at.minusMillis(at.toEpochMilli() % 60_000);
      return !pane.isBefore(from) && pane.isBefore(to);
    }

    boolean isLabel() {
      return label.getOutcome() == Outcome.LABELLED;
    }

    private boolean has(String value) {
      return label.getValue().equals(Optional.of(value));
    }
  }

  /** What is known of one window. */
  record Seen(
      long labels,
      long verdicts,
      long matching,
      List<Integer> versions,
      Optional<Double> value,
      Optional<Interval> interval) {}

  /** Appends a record. */
  void append(Instant at, Label label) {
    if (label.getOrigin() == Origin.LIVE) {
      byTargetAndId
          .computeIfAbsent(label.getTargetId(), target -> new HashMap<>())
          .merge(
              label.getLabelId(),
              new Counted(at, label),
              (first, next) -> !first.isLabel() && next.isLabel() ? next : first);
    }
  }

  /** Every target's verdict that counts, as of now. */
  Collection<Counted> counted() {
    List<Counted> counted = new ArrayList<>();
    for (Map<String, Counted> byId : byTargetAndId.values()) {
      counted.add(byId.values().stream().reduce(LabelOracle::greater).orElseThrow());
    }
    return counted;
  }

  /** A rule's metric over a window. */
  static Seen seen(AlertRule rule, Collection<Counted> counted, Instant from, Instant to) {
    List<Counted> verdicts = counted.stream().filter(c -> c.isIn(from, to)).toList();
    List<Counted> labels = verdicts.stream().filter(Counted::isLabel).toList();
    List<Counted> matching = labels.stream().filter(c -> matches(rule, c)).toList();
    boolean rate =
        rule.getMetric() == AlertMetric.TRUE_RATE || rule.getMetric() == AlertMetric.VALUE_SHARE;
    Optional<Double> value;
    if (rate) {
      value =
          labels.isEmpty()
              ? Optional.empty()
              : Optional.of((double) matching.size() / labels.size());
    } else if (rule.getComparison() == Comparison.PERCENT_CHANGE) {
      // Fractions of a label, as a person would add them up.
      value = Optional.of(matching.stream().mapToDouble(c -> 100 / c.label.getSampleRate()).sum());
    } else {
      value = Optional.of((double) matching.size());
    }
    return new Seen(
        labels.size(),
        verdicts.size(),
        matching.size(),
        labels.stream().map(c -> c.label.getVersion()).distinct().sorted().toList(),
        value,
        rate && !labels.isEmpty()
            ? Optional.of(Interval.wilson95(matching.size(), labels.size()))
            : Optional.empty());
  }

  /** What the threshold is held against. */
  static Optional<Double> observed(AlertRule rule, Seen now, Seen before) {
    boolean absolute = rule.getComparison() == Comparison.ABSOLUTE;
    boolean anyNumber = absolute && rule.getMetric() == AlertMetric.LABEL_VOLUME;
    if (!anyNumber && now.labels < rule.getMinLabels()) {
      return Optional.empty();
    }
    if (absolute) {
      return now.value;
    }
    if (rule.getMinLabelsIn() == MinLabelsIn.BOTH && before.labels < rule.getMinLabels()) {
      return Optional.empty();
    }
    if (now.value.isEmpty() || before.value.isEmpty()) {
      return Optional.empty();
    }
    double difference = now.value.get() - before.value.get();
    if (rule.getComparison() == Comparison.PERCENTAGE_POINTS) {
      return Optional.of(100 * difference);
    }
    return before.value.get() == 0
        ? Optional.empty()
        : Optional.of(100 * difference / before.value.get());
  }

  private static boolean matches(AlertRule rule, Counted counted) {
    return switch (rule.getMetric()) {
      case LABEL_VOLUME -> true;
      case TRUE_RATE -> counted.has("true");
      default -> counted.has(rule.getValue().orElseThrow());
    };
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
}
