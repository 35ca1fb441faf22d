// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.Significance;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.Optional;

/** A two-proportion test in one line that needs no statistics to read. */
final class SignificanceText {
  private static final double SMALLEST_SHOWN = 0.0001;

  private SignificanceText() {}

  /** Empty when none was asked for, or none could be made. */
  static Optional<String> line(AlertEvent event) {
    AlertRule rule = event.getRule();
    Optional<Double> p = event.getPValue();
    Optional<Double> level = event.getLevel();
    Optional<Double> prior = event.getPrior();
    Optional<WindowCounts> before = event.getPriorWindow();
    if (p.isEmpty() || level.isEmpty() || prior.isEmpty() || before.isEmpty()) {
      return Optional.empty();
    }
    return rule.getSignificance()
        .map(
            wanted ->
                (isSignificant(p.get(), wanted) ? "Significant: " : "Not significant: ")
                    + RuleWords.amount(rule, prior.get())
                    + " → "
                    + RuleWords.amount(rule, level.get())
                    + " ("
                    + before.get().getLabels()
                    + " and "
                    + event.getWindow().getLabels()
                    + " labels), p "
                    + probability(p.get())
                    + held(p.get(), wanted));
  }

  private static boolean isSignificant(double p, Significance wanted) {
    return p <= 1 - wanted.getConfidence();
  }

  private static String probability(double p) {
    return p < SMALLEST_SHOWN ? "< 0.0001" : "= " + RuleWords.number(p, 4);
  }

  private static String held(double p, Significance wanted) {
    return isSignificant(p, wanted) && wanted.getEvaluations() > 1
        ? ", held for " + wanted.getEvaluations() + " evaluations"
        : "";
  }
}
