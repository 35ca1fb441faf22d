// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import java.util.Optional;

/**
 * What is counted over time: a signal's labels, or beside them the checks of its cascade, as labels
 * that are true where the judges agree. So windows, intervals and tests are the same for both.
 */
record Series(SignalKey signal, boolean ofChecks) {
  /** No signal's key ends so: it has a character that slugs have not. */
  private static final String CHECKS = "!checks";

  /** What a rule is about. */
  static Series of(AlertRule rule) {
    return new Series(AlertId.of(rule).signal(), rule.getMetric() == AlertMetric.JUDGE_AGREEMENT);
  }

  /** Reads {@link #text()} back. */
  static Series parse(String text) {
    boolean ofChecks = text.endsWith(CHECKS);
    return new Series(
        SignalKey.parse(ofChecks ? text.substring(0, text.length() - CHECKS.length()) : text),
        ofChecks);
  }

  /** The series of a signal's checks, by the text of its key. */
  static String checksOf(String signal) {
    return signal + CHECKS;
  }

  /** A label that is a check, as the answer to: do the judges agree? */
  static Optional<Label> check(Label label) {
    return label.getCheck() && label.getOutcome() == Outcome.LABELLED
        ? Optional.of(
            Label.newBuilder(label)
                .setValue(Boolean.toString(label.getValue().equals(label.getOfflineValue())))
                .build())
        : Optional.empty();
  }

  /** The key under which it is stored. */
  String text() {
    return ofChecks ? checksOf(signal.text()) : signal.text();
  }
}
