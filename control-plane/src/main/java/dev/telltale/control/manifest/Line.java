// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line that a metric crosses, as people write it: {@code at or above 0.3} for a level, {@code
 * falls by 20} for a change.
 *
 * @param operator which side is bad; null when they left that out: {@code at 0.3}, {@code by 20}
 * @param amount a level, or the magnitude of a change
 */
record Line(@Nullable Operator operator, double amount) {
  private static final String NUMBER = " (-?\\d{1,12}(?:\\.\\d{1,12})?)";
  private static final Pattern LEVEL = Pattern.compile("at(?: or (above|below))?" + NUMBER);
  private static final Pattern CHANGE = Pattern.compile("(?:(rises|falls) )?by" + NUMBER);

  /** The text of a rule's line. */
  static String text(Comparison comparison, Operator operator, double threshold) {
    boolean up = operator == Operator.AT_OR_ABOVE;
    if (comparison == Comparison.ABSOLUTE) {
      return (up ? "at or above " : "at or below ") + plain(threshold);
    }
    return (up ? "rises by " : "falls by ") + plain(up ? threshold : -threshold);
  }

  static String plain(double number) {
    BigDecimal decimal = BigDecimal.valueOf(number);
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  /** Reads it; null when there is none, which is noted unless the field is absent. */
  static @Nullable Line read(
      Value field, @Nullable AlertMetric metric, @Nullable Comparison comparison) {
    boolean isLevel = comparison == null || comparison == Comparison.ABSOLUTE;
    String expected = isLevel ? "at or above X, or at or below X" : "rises by X, or falls by X";
    String raw = field.raw(expected);
    if (raw == null) {
      return null;
    }
    Matcher matcher = (isLevel ? LEVEL : CHANGE).matcher(raw.strip());
    if (!matcher.matches()) {
      field.problem(Value.shown(raw) + " (expected: " + expected + ")");
      return null;
    }
    double amount = Double.parseDouble(matcher.group(2));
    Operator operator = operator(matcher.group(1));
    String wrong = isLevel ? wrongLevel(amount, metric) : wrongChange(operator, amount, comparison);
    if (wrong != null) {
      field.problem(Value.shown(raw) + " (expected: " + wrong + ")");
    }
    return new Line(operator, amount);
  }

  /** What a level of a metric has to be; null when it is. */
  static @Nullable String wrongLevel(double level, @Nullable AlertMetric metric) {
    if (isRate(metric) && (level < 0 || level > 1)) {
      return "a rate from 0 to 1, such as 0.3 for 30 %";
    }
    return metric != null && level < 0 ? "a number of labels" : null;
  }

  static boolean isRate(@Nullable AlertMetric metric) {
    return metric == AlertMetric.TRUE_RATE
        || metric == AlertMetric.VALUE_SHARE
        || metric == AlertMetric.JUDGE_AGREEMENT;
  }

  private static @Nullable String wrongChange(
      @Nullable Operator operator, double amount, @Nullable Comparison comparison) {
    if (amount <= 0) {
      return "more than 0: the word says the direction, such as falls by 20";
    }
    if (amount > 100 && comparison == Comparison.PERCENTAGE_POINTS) {
      return "at most 100 percentage points";
    }
    return amount > 100 && operator == Operator.AT_OR_BELOW
        ? "at most 100: nothing falls by more than all of it"
        : null;
  }

  private static @Nullable Operator operator(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return word.equals("above") || word.equals("rises")
        ? Operator.AT_OR_ABOVE
        : Operator.AT_OR_BELOW;
  }
}
