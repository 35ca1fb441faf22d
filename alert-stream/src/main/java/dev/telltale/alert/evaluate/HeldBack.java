// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.Significance;
import java.time.Instant;
import java.util.Optional;

/** Why a rule stands where it stands although its line is crossed, in words. */
final class HeldBack {
  private HeldBack() {}

  /** Counts fall when a judge is down, and rise when it catches up. */
  static String byOutage(Outage outage) {
    return "the judge's provider "
        + RuleWords.line(outage.getProvider())
        + " was out of reach, last seen so at "
        + RuleWords.time(Instant.ofEpochMilli(outage.getAt()))
        + "; changes of counts wait until both windows are clear of that";
  }

  /** A crossed line that may be chance. */
  static Optional<String> byChance(AlertRule rule, Reading reading, Standing.Step step, int held) {
    Significance wanted = rule.getSignificance().orElse(null);
    boolean fires = step.next() instanceof Standing.Firing;
    if (wanted == null || fires || !reading.isCrossed(rule)) {
      return Optional.empty();
    }
    if (held > 0) {
      return Optional.of(
          "significant in "
              + held
              + " of "
              + wanted.getEvaluations()
              + " evaluations that have to be so in a row");
    }
    return Optional.of(
        "not significant: p is "
            + RuleWords.number(reading.pValue().orElse(1), 6)
            + " (wanted: at most "
            + RuleWords.number(1 - wanted.getConfidence(), 6)
            + ")");
  }
}
