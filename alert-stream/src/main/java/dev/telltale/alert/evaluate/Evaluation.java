// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.label.Label;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The evaluation of one partition of labels, on whatever its stores are: the live one and the
 * backtest are this. Each record moves the clock, the clock says whether windows are due, and only
 * then the record is counted: a window that is due at an instant holds exactly what was appended
 * before it. All instants are milliseconds since 1970.
 */
final class Evaluation {
  private final Stores stores;
  private final PartitionClock clock;
  private final Windows windows;
  private final LabelFold fold;
  private final RulePass pass;

  Evaluation(Stores stores, Schedule schedule, EvaluateMetrics metrics, RulePass.Outlet outlet) {
    this.stores = stores;
    this.clock = new PartitionClock(stores.clock());
    this.windows = new Windows(stores);
    this.fold = new LabelFold(stores.verdicts(), windows, schedule);
    this.pass = new RulePass(stores.states(), metrics, schedule.interval(), outlet);
  }

  /** The highest time that was read; empty when nothing was ever read. */
  OptionalLong clock() {
    return clock.read();
  }

  /** Moves the clock to a record's time, never back; returns where it stands. */
  long reach(long at) {
    long now = Math.max(at, clock.read().orElse(Long.MIN_VALUE));
    clock.advance(now);
    return now;
  }

  /** Holds rules against the windows that end there. */
  WindowsAt evaluate(
      List<AlertRule> rules, long end, long now, boolean stale, Optional<RulePass.Lag> lag) {
    WindowsAt due = new WindowsAt(windows, stores.outages(), end);
    pass.evaluate(rules, due, Instant.ofEpochMilli(now), stale, lag);
    return due;
  }

  /**
   * Counts a live verdict, and beside it what it says of the judges.
   *
   * @param at when it was read, by the log
   * @param now where the clock stands
   */
  void count(String signal, Label label, long at, long now) {
    fold.fold(signal, label, at, now);
    Series.check(label).ifPresent(check -> fold.fold(Series.checksOf(signal), check, at, now));
  }

  /** Remembers that a judge of the signal was out of reach. */
  void outage(String signal, String provider, long at) {
    Outage before = stores.outages().get(signal);
    if (before == null || before.getAt() < at) {
      stores.outages().put(signal, new Outage(provider, at));
    }
  }

  List<AlertState> states() {
    return pass.states();
  }
}
