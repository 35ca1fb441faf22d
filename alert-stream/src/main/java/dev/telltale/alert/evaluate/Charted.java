// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.time.Duration;
import java.util.List;

/**
 * The signals whose rolling windows are shown: each from its first live verdict until its longest
 * window is empty. Times are milliseconds since 1970.
 */
final class Charted {
  static final List<Duration> LENGTHS = List.of(Duration.ofHours(1), Duration.ofHours(24));
  private static final long LONGEST = Duration.ofHours(24).toMillis();

  private final Table<Long> lastPanes;
  private final Schedule schedule;
  private long newest = Long.MIN_VALUE;

  /**
   * Goes on where somebody stopped.
   *
   * @param lastPanes the pane of each signal's last verdict
   */
  Charted(Table<Long> lastPanes, Schedule schedule) {
    this.lastPanes = lastPanes;
    this.schedule = schedule;
    lastPanes.entries().forEach(entry -> newest = Math.max(newest, entry.value()));
  }

  /** A live verdict was read. */
  void read(String signal, long at) {
    long pane = schedule.paneOf(at);
    Long last = lastPanes.get(signal);
    if (last == null || last < pane) {
      lastPanes.put(signal, pane);
      newest = Math.max(newest, pane);
    }
  }

  /** Reads all windows that end there, and forgets the signals that have none any more. */
  void read(WindowsAt windows) {
    for (Table.Entry<Long> entry : lastPanes.entries()) {
      if (entry.value() < windows.end() - LONGEST) {
        lastPanes.remove(entry.key());
      } else {
        Series series = Series.parse(entry.key());
        LENGTHS.forEach(length -> windows.counts(series, windows.span(length)));
      }
    }
  }

  /** Whether a window that ends there or later shows something, or did just before. */
  boolean isShownAt(long end) {
    return newest >= end - LONGEST;
  }
}
