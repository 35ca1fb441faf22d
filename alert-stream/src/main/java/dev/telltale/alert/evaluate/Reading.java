// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.Interval;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rule's metric over one window.
 *
 * @param matching targets that the metric counts
 * @param observed the metric; empty when the window has too few labels
 * @param interval of a rate
 */
record Reading(long matching, OptionalDouble observed, Optional<Interval> interval) {
  private static final String TRUE = "true";
  private static final Duration LONGEST_WINDOW = Duration.ofDays(2);

  /** What about the rule cannot be evaluated, for people; empty when all can. */
  static Optional<String> unsupported(AlertRule rule, Duration interval) {
    if (rule.getMetric() != AlertMetric.TRUE_RATE && rule.getMetric() != AlertMetric.LABEL_VOLUME) {
      return Optional.of("metric " + rule.getMetric());
    }
    if (rule.getComparison() != Comparison.ABSOLUTE) {
      return Optional.of("comparison " + rule.getComparison());
    }
    long window = rule.getWindowMs();
    if (window <= 0 || window > LONGEST_WINDOW.toMillis() || window % interval.toMillis() != 0) {
      return Optional.of(
          "window of " + window + " ms (expected: a multiple of " + interval + " up to 48 h)");
    }
    return Optional.empty();
  }

  /** Reads the metric. No labels are a volume of 0, and no rate at all. */
  static Reading of(AlertRule rule, Counts counts) {
    long labels = counts.labels();
    if (rule.getMetric() == AlertMetric.LABEL_VOLUME) {
      return new Reading(labels, OptionalDouble.of((double) labels), Optional.empty());
    }
    long matching = counts.of(TRUE);
    if (labels < Math.max(1, rule.getMinLabels())) {
      return new Reading(matching, OptionalDouble.empty(), Optional.empty());
    }
    return new Reading(
        matching,
        OptionalDouble.of((double) matching / labels),
        Optional.of(Interval.wilson95(matching, labels)));
  }

  /** Whether a target with that label is one that people want to look at when the rule fires. */
  static boolean shows(AlertRule rule, String value) {
    return rule.getMetric() == AlertMetric.LABEL_VOLUME
        || value.equals(TRUE) == (rule.getOperator() == Operator.AT_OR_ABOVE);
  }

  /** Where this reading leads a rule. */
  Standing.Step lead(Standing from, AlertRule rule, Standing.Moment moment) {
    if (observed.isEmpty()) {
      return from.tooFew(moment);
    }
    double value = observed.getAsDouble();
    if (isBad(value, rule.getThreshold(), rule.getOperator())) {
      return from.crossed(moment);
    }
    boolean recovered =
        rule.getRecoveryThreshold()
            .map(line -> !isBad(value, line, rule.getOperator()))
            .orElse(true);
    return recovered ? from.clear(moment) : from.between(moment);
  }

  private static boolean isBad(double value, double line, Operator operator) {
    return operator == Operator.AT_OR_ABOVE ? value >= line : value <= line;
  }
}
