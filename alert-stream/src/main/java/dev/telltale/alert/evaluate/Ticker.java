// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Decides when a partition needs a tick, because its clock stands still while a window is due. All
 * instants are milliseconds since 1970.
 */
final class Ticker {
  private static final long RESEND_AFTER = Duration.ofSeconds(30).toMillis();
  private static final long NOTHING_READ_YET = Long.MIN_VALUE;
  private static final long NOT_SENT = Long.MAX_VALUE;

  private final Schedule schedule;
  private long readAt;
  private long sentFor = NOT_SENT;
  private long sentAt;

  /**
   * Makes one.
   *
   * @param now by the wall clock: from here on it counts how long nothing was read
   */
  Ticker(Schedule schedule, long now) {
    this.schedule = schedule;
    this.readAt = now;
  }

  /** A record of the partition was read. */
  void read(long now) {
    readAt = now;
  }

  /**
   * Whether to send a tick now. What the log's time must be by now is the partition's clock plus
   * the time since a record was last read; it never runs ahead of the broker's clock, however far
   * the two machines' clocks are apart. One tick is on its way at a time; it is sent again when it
   * does not come.
   *
   * @param clock the partition's clock; empty when nothing was ever read
   * @param now by the wall clock
   */
  boolean isDue(OptionalLong clock, long now) {
    long next = clock.isPresent() ? schedule.nextInstant(clock.getAsLong()) : NOTHING_READ_YET;
    boolean reached = clock.isEmpty() || clock.getAsLong() + now - readAt >= next;
    boolean onItsWay = sentFor == next && now - sentAt < RESEND_AFTER;
    if (!reached || onItsWay) {
      return false;
    }
    sentFor = next;
    sentAt = now;
    return true;
  }
}
