// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long to leave Kafka alone: longer with each failure, up to a limit. For one thread. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final LongSupplier nanos;
  private Duration next = FIRST;
  private long until;
  private boolean waiting;

  Backoff(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Failures of one pause count as one. */
  void failed() {
    if (isOver()) {
      until = nanos.getAsLong() + next.toNanos();
      waiting = true;
      next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
    }
  }

  void succeeded() {
    next = FIRST;
  }

  boolean isOver() {
    waiting = waiting && nanos.getAsLong() - until < 0;
    return !waiting;
  }
}
