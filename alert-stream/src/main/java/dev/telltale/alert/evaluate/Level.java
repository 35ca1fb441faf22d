// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.label.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rule's metric over one window.
 *
 * @param matching targets that the metric counts
 * @param value of the metric; empty for a rate without a label
 * @param interval of a rate
 */
record Level(Counts counts, long matching, OptionalDouble value, Optional<Interval> interval) {
  private static final String TRUE = "true";

  /** Reads the metric. No labels are a volume of 0, and no rate at all. */
  static Level of(AlertRule rule, Counts counts) {
    long labels = counts.labels();
    if (!RuleWords.isRate(rule)) {
      boolean all = rule.getMetric() == AlertMetric.LABEL_VOLUME;
      long matching = all ? labels : counts.of(value(rule));
      double count = (double) matching;
      if (rule.getComparison() == Comparison.PERCENT_CHANGE) {
        count = all ? counts.weight() : counts.weightOf(value(rule));
      }
      return new Level(counts, matching, OptionalDouble.of(count), Optional.empty());
    }
    long matching = counts.of(value(rule));
    return labels < 1
        ? new Level(counts, matching, OptionalDouble.empty(), Optional.empty())
        : new Level(
            counts,
            matching,
            OptionalDouble.of((double) matching / labels),
            Optional.of(Interval.wilson95(matching, labels)));
  }

  /** A number that no label stands behind. */
  static Level of(double value) {
    return new Level(Counts.NONE, 0, OptionalDouble.of(value), Optional.empty());
  }

  /** The label whose targets the metric counts. */
  static String value(AlertRule rule) {
    boolean isTrueRate =
        rule.getMetric() == AlertMetric.TRUE_RATE
            || rule.getMetric() == AlertMetric.JUDGE_AGREEMENT;
    return isTrueRate ? TRUE : rule.getValue().orElse("");
  }

  boolean hasAtLeast(long labels) {
    return value.isPresent() && counts.labels() >= labels;
  }
}
