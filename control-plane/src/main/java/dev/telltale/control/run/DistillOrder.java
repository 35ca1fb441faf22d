// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.schemas.signal.OfflineReads;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From which labels of a signal somebody wants a head.
 *
 * @param signal {@code project/agent/signal}, {@code agent/signal}, or the name alone where only
 *     one agent has such a signal
 * @param version whose labels count; null for the newest
 * @param reads what the head reads; null for what the version says
 * @param least fewer labels than this are not enough; 20 or more
 * @param from earliest start of a target; null for any
 * @param to first start that is too late; null for any
 */
public record DistillOrder(
    String signal,
    @Nullable Integer version,
    @Nullable OfflineReads reads,
    int least,
    @Nullable Instant from,
    @Nullable Instant to) {
  private static final int FEWEST = 20;
  private static final int MOST = 100_000;

  /**
   * Checks what can be checked without the signal.
   *
   * @throws RunRefusedException when it makes no sense
   */
  public DistillOrder {
    if (least < FEWEST || least > MOST) {
      throw new RunRefusedException(
          RunRefusal.INVALID, "min: " + least + " (expected: " + FEWEST + " to " + MOST + ")");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new RunRefusedException(
          RunRefusal.INVALID, "to: " + to + " (expected: after from, " + from + ")");
    }
  }
}
