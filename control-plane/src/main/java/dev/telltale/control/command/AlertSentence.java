// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import java.math.BigDecimal;
import java.time.Duration;

/** An alert in English, so that nobody has to guess what was understood. */
public final class AlertSentence {
  private AlertSentence() {}

  /** Says when a rule fires. */
  public static String of(AlertRule rule) {
    StringBuilder sentence =
        new StringBuilder("fires when ")
            .append(measured(rule))
            .append(" over ")
            .append(duration(rule.getWindowMs()))
            .append(
                rule.getOperator() == Operator.AT_OR_ABOVE
                    ? " is at or above "
                    : " is at or below ")
            .append(threshold(rule));
    if (rule.getMinLabels() > 0) {
      sentence
          .append(", with at least ")
          .append(rule.getMinLabels())
          .append(rule.getMinLabels() == 1 ? " label" : " labels");
    }
    if (rule.getCooldownMs() > 0) {
      sentence.append("; then silent for ").append(duration(rule.getCooldownMs()));
    }
    if (!rule.getEnabled()) {
      sentence.append("; switched off");
    }
    return sentence.toString();
  }

  private static String measured(AlertRule rule) {
    String metric =
        switch (rule.getMetric()) {
          case TRUE_RATE -> "the true rate";
          case VALUE_COUNT -> "the number of labels " + rule.getValue().orElse("");
          case VALUE_SHARE -> "the share of labels " + rule.getValue().orElse("");
          case LABEL_VOLUME -> "the label volume";
        };
    return switch (rule.getComparison()) {
      case ABSOLUTE -> metric;
      case PERCENT_CHANGE, PERCENTAGE_POINTS -> "the change of " + metric;
    };
  }

  private static String threshold(AlertRule rule) {
    BigDecimal threshold = BigDecimal.valueOf(rule.getThreshold());
    boolean rate =
        rule.getMetric() == AlertMetric.TRUE_RATE || rule.getMetric() == AlertMetric.VALUE_SHARE;
    if (rule.getComparison() == Comparison.PERCENTAGE_POINTS) {
      return plain(threshold) + " percentage points";
    }
    if (rule.getComparison() == Comparison.PERCENT_CHANGE) {
      return plain(threshold) + " %";
    }
    return rate ? plain(threshold.movePointRight(2)) + " %" : plain(threshold);
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  private static String duration(long millis) {
    Duration duration = Duration.ofMillis(millis);
    if (duration.toSeconds() % 3600 == 0) {
      return duration.toHours() + " h";
    }
    return duration.toSeconds() % 60 == 0
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }
}
