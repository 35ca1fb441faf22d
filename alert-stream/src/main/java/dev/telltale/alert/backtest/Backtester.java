// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.backtest;

import dev.telltale.schemas.alert.AlertRule;
import java.time.Instant;

/** Runs rules over labels of the past. May be used from any thread. */
public interface Backtester {
  /**
   * Evaluates a rule at every instant of a time as the live evaluation would have, from a rule that
   * was just made. Takes seconds to minutes.
   *
   * @param from first end of a window, included
   * @param to last end of a window, included
   * @throws BacktestException when the labels cannot be read, or the rule cannot be evaluated
   */
  Backtest run(AlertRule rule, Instant from, Instant to);
}
