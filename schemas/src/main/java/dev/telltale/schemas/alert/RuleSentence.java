// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.alert;

/** A rule as an English sentence. */
public final class RuleSentence {
  private RuleSentence() {}

  /**
   * Says when a rule fires, such as "fires when the true rate over 5 min is at or above 30 %, with
   * at least 20 labels".
   */
  public static String of(AlertRule rule) {
    return "fires when the "
        + RuleWords.metric(rule)
        + " over "
        + RuleWords.length(rule.getWindowMs())
        + " "
        + condition(rule)
        + significant(rule)
        + recovery(rule)
        + enough(rule)
        + silence(rule)
        + (rule.getEnabled() ? "" : "; switched off");
  }

  private static String condition(AlertRule rule) {
    double threshold = rule.getThreshold();
    return switch (rule.getComparison()) {
      case ABSOLUTE -> "is " + RuleWords.operator(rule) + " " + RuleWords.amount(rule, threshold);
      case PERCENT_CHANGE -> change(rule, RuleWords.number(Math.abs(threshold), 2) + " %");
      case PERCENTAGE_POINTS ->
          change(rule, RuleWords.number(Math.abs(threshold), 2) + " percentage points");
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
                    + threshold(rule, line))
        .orElse("");
  }

  private static String threshold(AlertRule rule, double line) {
    return rule.getComparison() == Comparison.ABSOLUTE
        ? RuleWords.amount(rule, line)
        : RuleWords.observed(rule, line);
  }

  private static String enough(AlertRule rule) {
    boolean absolute = rule.getComparison() == Comparison.ABSOLUTE;
    if (rule.getMinLabels() <= 0 || (absolute && rule.getMetric() == AlertMetric.LABEL_VOLUME)) {
      return "";
    }
    return ", with at least "
        + RuleWords.counted(rule, rule.getMinLabels())
        + (absolute || rule.getMinLabelsIn() == MinLabelsIn.CURRENT
            ? ""
            : " in each " + each(rule));
  }

  private static String each(AlertRule rule) {
    String length = RuleWords.length(rule.getWindowMs());
    return length.equals("1 h") ? "hour" : length;
  }

  private static String significant(AlertRule rule) {
    return rule.getSignificance()
        .map(
            wanted ->
                ", significant at "
                    + RuleWords.number(100 * wanted.getConfidence(), 4)
                    + " %"
                    + (wanted.getEvaluations() > 1
                        ? " in " + wanted.getEvaluations() + " evaluations in a row"
                        : ""))
        .orElse("");
  }

  private static String silence(AlertRule rule) {
    return rule.getCooldownMs() > 0
        ? "; then silent for " + RuleWords.length(rule.getCooldownMs())
        : "";
  }
}
