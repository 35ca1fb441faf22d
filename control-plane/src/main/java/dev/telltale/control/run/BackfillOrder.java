// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Past targets that somebody wants labelled, or to know what that would take.
 *
 * @param signal {@code project/agent/signal}, {@code agent/signal}, or the name alone where only
 *     one agent has such a signal
 * @param version the one to judge with; null for the newest
 * @param from earliest start of a target
 * @param to first start that is too late; null for now
 * @param sampleRate percent of the targets, above 0 to 100; null for the version's own
 * @param relabel also what has a label of that version
 * @param skippedOnly only what a budget or a block left out
 */
public record BackfillOrder(
    String signal,
    @Nullable Integer version,
    Instant from,
    @Nullable Instant to,
    @Nullable Double sampleRate,
    boolean relabel,
    boolean skippedOnly) {
  /**
   * Checks what can be checked without the signal.
   *
   * @throws RunRefusedException when it makes no sense
   */
  public BackfillOrder {
    if (sampleRate != null && !(sampleRate > 0 && sampleRate <= 100)) {
      throw new RunRefusedException(
          RunRefusal.INVALID, "sampleRate: " + sampleRate + " (expected: above 0, up to 100)");
    }
    if (to != null && !from.isBefore(to)) {
      throw new RunRefusedException(
          RunRefusal.INVALID, "to: " + to + " (expected: after from, " + from + ")");
    }
    if (relabel && skippedOnly) {
      throw new RunRefusedException(
          RunRefusal.INVALID,
          "relabel and skippedOnly exclude each other (expected: one of them, or none)");
    }
  }
}
