// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.trace.TraceCloseReason;
import java.time.Duration;

/**
 * When a trace closes, and how long it is remembered. All times run on the log's own clock.
 *
 * @param rootQuiet quiet after the root span has ended
 * @param idle quiet without a root
 * @param maxAge from the first span
 * @param maxSpans a trace keeps no more than this many; a tenth of them is for errors, the last
 *     model calls and the root (see {@link Admission})
 * @param maxBytes a trace keeps no more than this, encoded; a tenth as above
 * @param keepRows how long after a close a span still makes another revision
 * @param maxRevisions how many revisions there may be
 * @param remember how long a trace id is known, so that a late span does not open a second trace
 */
public record TraceRules(
    Duration rootQuiet,
    Duration idle,
    Duration maxAge,
    int maxSpans,
    long maxBytes,
    Duration keepRows,
    int maxRevisions,
    Duration remember) {
  /**
   * Refuses rules under which a trace would never close, or be forgotten before it may be revised.
   */
  public TraceRules {
    positive("rootQuiet", rootQuiet);
    positive("idle", idle);
    positive("maxAge", maxAge);
    if (maxSpans < 1 || maxBytes < 1 || maxRevisions < 1) {
      throw new IllegalArgumentException(
          "maxSpans, maxBytes, maxRevisions: "
              + maxSpans
              + ", "
              + maxBytes
              + ", "
              + maxRevisions
              + " (expected: 1 or more)");
    }
    if (keepRows.compareTo(remember) > 0) {
      throw new IllegalArgumentException(
          "keepRows: " + keepRows + " (expected: at most remember, " + remember + ")");
    }
  }

  /**
   * 10 s after the root, 5 min idle, 30 min old, 2,000 spans or 4 MiB; 3 revisions within 15 min;
   * known for 24 h.
   */
  public static TraceRules defaults() {
    return new TraceRules(
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        2_000,
        4L * 1024 * 1024,
        Duration.ofMinutes(15),
        3,
        Duration.ofHours(24));
  }

  /** When an open trace closes if no other span comes, milliseconds of the log's clock. */
  long deadline(TraceLife.Open open) {
    Taken taken = open.taken();
    long quiet = taken.lastSeen() + (taken.rootSeen() ? rootQuiet : idle).toMillis();
    return Math.min(quiet, open.openedAt() + maxAge.toMillis());
  }

  /** Why an open trace closes at its deadline. */
  TraceCloseReason reason(TraceLife.Open open) {
    if (open.taken().dropped() > 0) {
      return TraceCloseReason.CAP;
    }
    if (deadline(open) == open.openedAt() + maxAge.toMillis()) {
      return TraceCloseReason.AGE;
    }
    return open.taken().rootSeen() ? TraceCloseReason.ROOT_QUIET : TraceCloseReason.IDLE;
  }

  /** True when a span that comes after the close makes another revision. */
  boolean revisable(TraceLife.Closed closed) {
    return closed.revisions() < maxRevisions;
  }

  private static void positive(String name, Duration duration) {
    if (duration.toMillis() <= 0) {
      throw new IllegalArgumentException(
          name + ": " + duration + " (expected: at least a millisecond)");
    }
  }
}
