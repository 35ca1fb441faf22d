// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.TwoProportions;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.RuleWords;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a rule sees at the end of a window.
 *
 * @param now the metric over the window
 * @param before the metric over the window before, where a change is asked for
 * @param observed what the threshold is held against; of finding {@link Finding#MEASURED} only
 * @param pValue of the two-proportion test, where the rule asks for it and both windows have labels
 */
record Reading(
    Finding finding,
    Level now,
    Optional<Level> before,
    OptionalDouble observed,
    OptionalDouble pValue) {
  /** What can be said of the metric. */
  enum Finding {
    /** It can be held against the threshold. */
    MEASURED,
    /** Zero before and not now, and the rule wants to know. */
    ROSE_FROM_ZERO,
    /** The window has too few labels. */
    TOO_FEW,
    /** The window before has too few labels, or the metric was zero there. */
    NO_BASELINE
  }

  /** Reads the rule's windows. */
  static Reading of(AlertRule rule, WindowsAt windows) {
    Series series = Series.of(rule);
    Duration length = Duration.ofMillis(rule.getWindowMs());
    Counts now = windows.counts(series, windows.span(length));
    return rule.getComparison() == Comparison.ABSOLUTE
        ? level(rule, Level.of(rule, now))
        : change(
            rule,
            Level.of(rule, now),
            Level.of(rule, windows.counts(series, windows.spanBefore(length))));
  }

  /** Reads a metric that is no change. */
  static Reading level(AlertRule rule, Level now) {
    // That nothing comes is what a rule on the volume asks for, not a lack of data.
    boolean counts =
        rule.getMetric() == AlertMetric.LABEL_VOLUME
            || rule.getMetric() == AlertMetric.PIPELINE_LAG
            || now.hasAtLeast(rule.getMinLabels());
    return new Reading(
        counts ? Finding.MEASURED : Finding.TOO_FEW,
        now,
        Optional.empty(),
        counts ? now.value() : OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** Reads a change against the window before. */
  static Reading change(AlertRule rule, Level now, Level before) {
    OptionalDouble pValue = pValue(rule, now, before);
    if (!now.hasAtLeast(rule.getMinLabels())) {
      return of(Finding.TOO_FEW, now, before, OptionalDouble.empty(), pValue);
    }
    long leastBefore = rule.getMinLabelsIn() == MinLabelsIn.BOTH ? rule.getMinLabels() : 0;
    if (!before.hasAtLeast(leastBefore)) {
      return of(Finding.NO_BASELINE, now, before, OptionalDouble.empty(), pValue);
    }
    double current = now.value().orElseThrow();
    double prior = before.value().orElseThrow();
    if (rule.getComparison() == Comparison.PERCENTAGE_POINTS) {
      OptionalDouble points = OptionalDouble.of(100 * (current - prior));
      return of(Finding.MEASURED, now, before, points, pValue);
    }
    if (prior <= 0) {
      boolean bad =
          rule.getFireFromZero() && current > 0 && rule.getOperator() == Operator.AT_OR_ABOVE;
      return of(
          bad ? Finding.ROSE_FROM_ZERO : Finding.NO_BASELINE,
          now,
          before,
          OptionalDouble.empty(),
          pValue);
    }
    OptionalDouble percent = OptionalDouble.of(100 * (current - prior) / prior);
    return of(Finding.MEASURED, now, before, percent, pValue);
  }

  /** Whether the line is crossed, whatever the rule's state. */
  boolean isCrossed(AlertRule rule) {
    return finding == Finding.ROSE_FROM_ZERO
        || (observed.isPresent()
            && isBad(observed.getAsDouble(), rule.getThreshold(), rule.getOperator()));
  }

  /** Whether the change is more than chance, where the rule asks for it. */
  boolean isSignificant(AlertRule rule) {
    return rule.getSignificance()
        .map(wanted -> pValue.isPresent() && pValue.getAsDouble() <= 1 - wanted.getConfidence())
        .orElse(true);
  }

  /**
   * Where this reading leads a rule.
   *
   * @param proved whether a crossed line was significant often enough; without it the rule does not
   *     start to fire, and one that fires goes on
   */
  Standing.Step lead(Standing from, AlertRule rule, Standing.Moment moment, boolean proved) {
    if (finding == Finding.TOO_FEW) {
      return from.tooFew(moment);
    } else if (finding == Finding.NO_BASELINE) {
      return from.noBaseline(moment);
    } else if (isCrossed(rule)) {
      return proved ? from.crossed(moment) : from.between(moment);
    }
    boolean recovered =
        rule.getRecoveryThreshold()
            .map(line -> !isBad(observed.orElseThrow(), line, rule.getOperator()))
            .orElse(true);
    return recovered ? from.clear(moment) : from.between(moment);
  }

  private static Reading of(
      Finding finding, Level now, Level before, OptionalDouble observed, OptionalDouble pValue) {
    return new Reading(finding, now, Optional.of(before), observed, pValue);
  }

  private static OptionalDouble pValue(AlertRule rule, Level now, Level before) {
    boolean wanted = rule.getSignificance().isPresent() && RuleWords.isRate(rule);
    long labels = now.counts().labels();
    long labelsBefore = before.counts().labels();
    return wanted && labels > 0 && labelsBefore > 0
        ? OptionalDouble.of(
            TwoProportions.pValue(now.matching(), labels, before.matching(), labelsBefore))
        : OptionalDouble.empty();
  }

  private static boolean isBad(double value, double line, Operator operator) {
    return operator == Operator.AT_OR_ABOVE ? value >= line : value <= line;
  }
}
