// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;

/** A rule as an English sentence. */
public final class RuleSentence {
  private RuleSentence() {}

  /**
   * Says when a rule fires, such as "fires when the true rate over 5 min is at or above 30 %, with
   * at least 20 labels".
   */
  public static String of(AlertRule rule) {
    return "fires when the "
        + Words.metric(rule)
        + " over "
        + Words.length(rule.getWindowMs())
        + " "
        + condition(rule)
        + recovery(rule)
        + enough(rule);
  }

  private static String condition(AlertRule rule) {
    double threshold = rule.getThreshold();
    return switch (rule.getComparison()) {
      case ABSOLUTE -> "is " + Words.operator(rule) + " " + Words.amount(rule, threshold);
      case PERCENT_CHANGE -> change(rule, Words.number(Math.abs(threshold), 2) + " %");
      case PERCENTAGE_POINTS ->
          change(rule, Words.number(Math.abs(threshold), 2) + " percentage points");
    };
  }

  /**
   * A rise is at or above a positive change, a fall at or below a negative one; else both signs
   * count.
   */
  private static String change(AlertRule rule, String magnitude) {
    boolean up = rule.getOperator() == Operator.AT_OR_ABOVE;
    if (up == rule.getThreshold() >= 0) {
      return (up ? "rises" : "falls") + " by " + magnitude + " or more";
    }
    return up
        ? "does not fall by more than " + magnitude
        : "does not rise by more than " + magnitude;
  }

  private static String recovery(AlertRule rule) {
    return rule.getRecoveryThreshold()
        .map(
            line ->
                ", until it is "
                    + (rule.getOperator() == Operator.AT_OR_ABOVE ? "below " : "above ")
                    + Words.amount(rule, line))
        .orElse("");
  }

  private static String enough(AlertRule rule) {
    boolean absolute = rule.getComparison() == Comparison.ABSOLUTE;
    if (rule.getMinLabels() <= 0 || (absolute && rule.getMetric() == AlertMetric.LABEL_VOLUME)) {
      return "";
    }
    return ", with at least "
        + Words.labels(rule.getMinLabels())
        + (absolute ? "" : " in each of both windows");
  }
}
