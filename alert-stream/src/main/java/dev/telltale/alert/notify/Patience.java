// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import java.time.Duration;

/**
 * How hard to try to send one message.
 *
 * @param attempts 1 or more
 * @param firstPause before the second attempt; doubles from there on
 * @param longestPause the doubling ends here; who asks for a longer pause gets it, up to two
 *     minutes
 */
public record Patience(int attempts, Duration firstPause, Duration longestPause) {
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

  /** Refuses to try never, and to wait for nothing. */
  public Patience {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
    }
    if (firstPause.toMillis() < 1 || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "pauses: "
              + firstPause
              + " to "
              + longestPause
              + " (expected: at least a millisecond, the longest not below the first)");
    }
  }

  /** The pause after an attempt, which counts from 1. */
  Duration after(int attempt, DeliveryException failure) {
    Duration doubled =
        shorter(firstPause.multipliedBy(1L << Math.min(attempt - 1, 20)), longestPause);
    Duration asked = shorter(failure.notBefore().orElse(Duration.ZERO), LONGEST_ASKED);
    return asked.compareTo(doubled) > 0 ? asked : doubled;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
