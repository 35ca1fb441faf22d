// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.alert.backtest.BacktestException;
import dev.telltale.alert.backtest.Backtester;
import dev.telltale.schemas.alert.AlertRule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Runs rules over the past, one at a time. May be used from any thread. */
public final class Backtests {
  /** As the live evaluation, which waits for labels of a window's last seconds. */
  private static final Duration SETTLES = Duration.ofSeconds(30);

  private final Optional<Backtester> backtester;
  private final InstantSource time;
  private final Semaphore turn = new Semaphore(1);

  /**
   * Makes it.
   *
   * @param backtester empty where there is no evaluation
   */
  public Backtests(Optional<Backtester> backtester, InstantSource time) {
    this.backtester = backtester;
    this.time = time;
  }

  /**
   * Says what a rule would have done up to now.
   *
   * @param days 1 to 30
   * @throws AlertLogException when it cannot be run here or now
   */
  public BacktestReport run(AlertRule rule, int days) {
    Backtester runner =
        backtester.orElseThrow(
            () ->
                new AlertLogException(
                    "this control plane runs no backtests (one that ./telltale standalone or"
                        + " control-plane starts does)",
                    null));
    if (!turn.tryAcquire()) {
      throw new AlertLogException("another backtest is running (try again when it is done)", null);
    }
    try {
      Instant to = time.instant().minus(SETTLES).truncatedTo(ChronoUnit.MINUTES);
      Instant from = to.minus(Duration.ofDays(days));
      return BacktestReport.of(rule, from, to, runner.run(rule, from, to));
    } catch (BacktestException e) {
      throw new AlertLogException(String.valueOf(e.getMessage()), e);
    } finally {
      turn.release();
    }
  }
}
