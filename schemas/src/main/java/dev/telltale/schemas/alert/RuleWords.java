// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.alert;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Numbers, times and terms as people read them. The same on every machine, whatever its locale. */
public final class RuleWords {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private RuleWords() {}

  /** The metric without an article, such as: true rate. */
  public static String metric(AlertRule rule) {
    return switch (rule.getMetric()) {
      case TRUE_RATE -> "true rate";
      case VALUE_COUNT -> "count of " + quoted(rule);
      case VALUE_SHARE -> "share of " + quoted(rule);
      case LABEL_VOLUME -> "label volume";
      case PIPELINE_LAG -> "lag of the evaluation";
      case JUDGE_AGREEMENT -> "agreement of the judges";
    };
  }

  /** Whether the metric is a part of all labels, 0 to 1. */
  public static boolean isRate(AlertRule rule) {
    return rule.getMetric() == AlertMetric.TRUE_RATE
        || rule.getMetric() == AlertMetric.VALUE_SHARE
        || rule.getMetric() == AlertMetric.JUDGE_AGREEMENT;
  }

  /** A value of the rule's metric: 0.42 of a rate is 42 %. */
  public static String amount(AlertRule rule, double value) {
    if (rule.getMetric() == AlertMetric.PIPELINE_LAG) {
      return length(Math.round(1000 * value));
    }
    return isRate(rule) ? rate(value) + " %" : number(value, 2);
  }

  /** What the threshold is held against: a level, or a change with its direction and magnitude. */
  public static String observed(AlertRule rule, double value) {
    return switch (rule.getComparison()) {
      case ABSOLUTE -> amount(rule, value);
      case PERCENT_CHANGE -> signed(value) + " %";
      case PERCENTAGE_POINTS -> signed(value) + " percentage points";
    };
  }

  /** Which side of the threshold is bad, such as: at or above. */
  public static String operator(AlertRule rule) {
    return rule.getOperator() == Operator.AT_OR_ABOVE ? "at or above" : "at or below";
  }

  /** Both ends of an interval of rates, whole from 10 % on. */
  public static String interval(double low, double high) {
    return coarse(low) + " to " + coarse(high) + " %";
  }

  /** So many labels. */
  public static String labels(long labels) {
    return labels == 1 ? "1 label" : labels + " labels";
  }

  /** So many of what the rule's metric counts: labels, or checks of a cascade. */
  public static String counted(AlertRule rule, long number) {
    return rule.getMetric() == AlertMetric.JUDGE_AGREEMENT
        ? number + (number == 1 ? " check" : " checks")
        : labels(number);
  }

  /** In the largest unit that leaves a whole number. */
  public static String length(long milliseconds) {
    Duration length = Duration.ofMillis(milliseconds);
    if (milliseconds % 3_600_000 == 0) {
      return length.toHours() + " h";
    } else if (milliseconds % 60_000 == 0) {
      return length.toMinutes() + " min";
    }
    return number(milliseconds / 1000.0, 3) + " s";
  }

  /** To the second, in UTC. */
  public static String time(Instant at) {
    return TIME.format(at) + " UTC";
  }

  /** One line: names are people's own writing. */
  public static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  /** Without needless zeros. */
  public static String number(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** 0.42 as 42, with more digits when it is small. */
  public static String rate(double value) {
    return number(100 * value, value < 0.1 ? 2 : 1);
  }

  private static String signed(double value) {
    String number = number(value, 1);
    return value > 0 && !number.equals("0") ? "+" + number : number;
  }

  private static String coarse(double rate) {
    return number(100 * rate, rate < 0.1 ? 1 : 0);
  }

  private static String quoted(AlertRule rule) {
    return "“" + line(rule.getValue().orElse("")) + "”";
  }
}
