// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.time.Duration;

/**
 * When windows are evaluated. A window ends at every multiple of the interval since 1970, and is
 * evaluated when the clock of its partition has come to its end plus the time to settle. All
 * instants are milliseconds since 1970.
 *
 * @param interval from one end to the next, and the width of a pane; whole seconds that divide an
 *     hour
 * @param settle how long after its end a window is evaluated
 * @param staleAfter how long after its end a window may still be evaluated, by the wall clock
 */
public record Schedule(Duration interval, Duration settle, Duration staleAfter) {
  /** Refuses panes that do not add up to hours, and windows that would be stale when settled. */
  public Schedule {
    long seconds = interval.toSeconds();
    if (seconds < 1 || !interval.equals(Duration.ofSeconds(seconds)) || 3600 % seconds != 0) {
      throw new IllegalArgumentException(
          "interval: " + interval + " (expected: whole seconds that divide an hour)");
    }
    if (settle.isNegative()) {
      throw new IllegalArgumentException("settle: " + settle + " (expected: 0 or more)");
    }
    if (staleAfter.compareTo(settle) <= 0) {
      throw new IllegalArgumentException(
          "staleAfter: " + staleAfter + " (expected: more than settle, " + settle + ")");
    }
  }

  /** The end of the last window that is due when the clock stands there. */
  long lastEnd(long clock) {
    return paneOf(clock - settle.toMillis());
  }

  /** The first instant after the clock's at which another window is due. */
  long nextInstant(long clock) {
    return lastEnd(clock) + interval.toMillis() + settle.toMillis();
  }

  /** The start of the pane that an instant is in. */
  long paneOf(long instant) {
    return Math.floorDiv(instant, interval.toMillis()) * interval.toMillis();
  }

  /** Whether it is too late by the wall clock to tell anybody about the window that ended there. */
  boolean isStale(long end, long wallClock) {
    return wallClock - end > staleAfter.toMillis();
  }
}
