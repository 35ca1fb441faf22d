// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import java.time.Duration;
import java.util.Optional;

/** What became of a request. */
public sealed interface IntakeResult {
  /** Every span is stored. */
  record Accepted() implements IntakeResult {}

  /**
   * Some spans are stored, and the others never will be: they must not be sent again.
   *
   * @param rejectedSpans how many are not stored, 1 or more
   * @param message why, for a developer
   */
  record PartlyAccepted(int rejectedSpans, String message) implements IntakeResult {
    /** Refuses a count that would make it an {@link Accepted}. */
    public PartlyAccepted {
      if (rejectedSpans < 1) {
        throw new IllegalArgumentException(
            "rejectedSpans: " + rejectedSpans + " (expected: 1 or more)");
      }
    }
  }

  /**
   * Nothing is acknowledged.
   *
   * @param message why, for a developer
   * @param pause how long its sender should wait before it sends it again, if that is known
   */
  record Refused(Refusal refusal, String message, Optional<Duration> pause)
      implements IntakeResult {
    /** A refusal without a pause of its own. */
    public Refused(Refusal refusal, String message) {
      this(refusal, message, Optional.empty());
    }
  }
}
