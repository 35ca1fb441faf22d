// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many crashes may be answered with a new thread: a passing fault deserves one, a fault that
 * comes back with every thread does not. May be used from any thread.
 */
final class CrashBudget {
  private final int crashes;
  private final Duration period;
  private final InstantSource time;
  private final Deque<Instant> spent = new ArrayDeque<>();

  /** Allows so many crashes in any such period. */
  CrashBudget(int crashes, Duration period, InstantSource time) {
    this.crashes = crashes;
    this.period = period;
    this.time = time;
  }

  /** Whether this crash is still within the budget. */
  synchronized boolean spend() {
    Instant now = time.instant();
    while (!spent.isEmpty() && spent.peek().isBefore(now.minus(period))) {
      spent.remove();
    }
    spent.add(now);
    return spent.size() <= crashes;
  }
}
