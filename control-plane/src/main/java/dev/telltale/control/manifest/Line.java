// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Operator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The line that a metric crosses, as people write it: {@code at or above 0.3}. */
record Line(Operator operator, double threshold) {
  private static final Pattern TEXT =
      Pattern.compile("at or (above|below) (-?\\d{1,12}(?:\\.\\d{1,12})?)");

  /** Reads it; null when there is none, which is noted unless the field is absent. */
  static @Nullable Line read(Value field, @Nullable AlertMetric metric) {
    String raw = field.raw("at or above X, or at or below X");
    if (raw == null) {
      return null;
    }
    Matcher matcher = TEXT.matcher(raw.strip());
    if (!matcher.matches()) {
      field.problem(Value.shown(raw) + " (expected: at or above X, or at or below X)");
      return null;
    }
    double threshold = Double.parseDouble(matcher.group(2));
    if (metric == AlertMetric.TRUE_RATE && (threshold < 0 || threshold > 1)) {
      field.problem(Value.shown(raw) + " (expected: a rate from 0 to 1, such as 0.3 for 30 %)");
    }
    if (metric == AlertMetric.LABEL_VOLUME && threshold < 0) {
      field.problem(Value.shown(raw) + " (expected: a number of labels)");
    }
    return new Line(
        matcher.group(1).equals("above") ? Operator.AT_OR_ABOVE : Operator.AT_OR_BELOW, threshold);
  }
}
