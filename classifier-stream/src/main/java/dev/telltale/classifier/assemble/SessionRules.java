// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.session.SessionCloseReason;
import java.time.Duration;

/**
 * When a session closes, and how long it is remembered. All times run on the log's own clock.
 *
 * @param idle without a trace
 * @param maxAge from the first trace of an opening
 * @param remember how long after its last close a trace still makes another revision
 * @param maxTraces in a session's record; the middle of a longer one is left out
 * @param maxCharacters of messages in a session's record; likewise
 */
public record SessionRules(
    Duration idle, Duration maxAge, Duration remember, int maxTraces, int maxCharacters) {
  /** Refuses rules under which a session would never close. */
  public SessionRules {
    if (idle.toMillis() <= 0
        || maxAge.toMillis() <= 0
        || remember.toMillis() <= 0
        || maxTraces < 1
        || maxCharacters < 1_000) {
      throw new IllegalArgumentException(
          "session rules: "
              + idle
              + ", "
              + maxAge
              + ", "
              + remember
              + ", "
              + maxTraces
              + ", "
              + maxCharacters
              + " (expected: durations above 0, 1 trace or more, 1000 characters or more)");
    }
  }

  /** 30 min idle, 24 h old, remembered for 7 days, a thousand traces, four million characters. */
  public static SessionRules defaults() {
    return new SessionRules(
        Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofDays(7), 1_000, 4_000_000);
  }

  /** Half as much in a record. */
  SessionRules halved() {
    return new SessionRules(
        idle, maxAge, remember, Math.max(1, maxTraces / 2), Math.max(1_000, maxCharacters / 2));
  }

  long deadline(SessionLife.Open open) {
    return Math.min(open.lastSeen() + idle.toMillis(), open.openedAt() + maxAge.toMillis());
  }

  SessionCloseReason reason(SessionLife.Open open) {
    return deadline(open) == open.openedAt() + maxAge.toMillis()
        ? SessionCloseReason.AGE
        : SessionCloseReason.IDLE;
  }
}
