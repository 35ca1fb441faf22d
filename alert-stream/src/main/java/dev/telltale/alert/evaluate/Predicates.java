// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.Significance;
import java.time.Duration;
import java.util.Optional;

/** Which rules can be evaluated, and which targets explain one. */
final class Predicates {
  private static final Duration LONGEST_WINDOW = Duration.ofDays(2);

  private Predicates() {}

  /** What about the rule cannot be evaluated, for people; empty when all can. */
  static Optional<String> unsupported(AlertRule rule, Duration interval) {
    boolean rate = RuleWords.isRate(rule);
    boolean ofValue =
        rule.getMetric() == AlertMetric.VALUE_COUNT || rule.getMetric() == AlertMetric.VALUE_SHARE;
    if (rule.getMetric() == AlertMetric.PIPELINE_LAG) {
      return Optional.of("metric " + rule.getMetric() + " (expected: a metric of labels)");
    } else if (ofValue && rule.getValue().isEmpty()) {
      return Optional.of("metric " + rule.getMetric() + " without a value (expected: the label)");
    } else if (rule.getComparison() == Comparison.PERCENTAGE_POINTS && !rate) {
      return Optional.of("percentage points of " + rule.getMetric() + " (expected: of a rate)");
    } else if (!Double.isFinite(rule.getThreshold())) {
      return Optional.of("threshold " + rule.getThreshold() + " (expected: a number)");
    }
    Optional<String> test = rule.getSignificance().flatMap(wanted -> unsupported(rule, wanted));
    return test.isPresent() ? test : unsupportedWindow(rule.getWindowMs(), interval);
  }

  /** Whether a target with that label is one that people want to look at when the rule fires. */
  static boolean shows(AlertRule rule, String value) {
    return rule.getMetric() == AlertMetric.LABEL_VOLUME
        || value.equals(Level.value(rule)) == (rule.getOperator() == Operator.AT_OR_ABOVE);
  }

  /** Whether an outage of a judge looks like a change of the metric. */
  static boolean isMovedByOutages(AlertRule rule) {
    return rule.getComparison() != Comparison.ABSOLUTE && !RuleWords.isRate(rule);
  }

  private static Optional<String> unsupported(AlertRule rule, Significance wanted) {
    if (!RuleWords.isRate(rule) || rule.getComparison() == Comparison.ABSOLUTE) {
      return Optional.of("significance (expected: only for a change of a rate)");
    }
    double confidence = wanted.getConfidence();
    return confidence > 0 && confidence < 1 && wanted.getEvaluations() >= 1
        ? Optional.empty()
        : Optional.of(
            "significance of "
                + confidence
                + " in "
                + wanted.getEvaluations()
                + " evaluations (expected: between 0 and 1, in 1 or more)");
  }

  private static Optional<String> unsupportedWindow(long window, Duration interval) {
    boolean whole =
        window > 0 && window <= LONGEST_WINDOW.toMillis() && window % interval.toMillis() == 0;
    return whole
        ? Optional.empty()
        : Optional.of(
            "window of " + window + " ms (expected: a multiple of " + interval + " up to 48 h)");
  }
}
