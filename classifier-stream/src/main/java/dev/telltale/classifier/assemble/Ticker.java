// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Says when a partition needs a tick: something in it waits, nothing has come for a while, and by
 * the time that passed since the last record the next deadline should be over. Only one tick is
 * under way at a time; it queues behind backlog like any record, so asking too early costs a record
 * and changes nothing else.
 *
 * <p>The wall clock is used for differences only: a machine whose clock is wrong ticks as well as
 * any.
 */
final class Ticker {
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration LOST_AFTER = Duration.ofSeconds(30);

  private final InstantSource wall;
  private long heardAt;
  private boolean heardSinceStart;
  private long askedAt = Long.MIN_VALUE;

  Ticker(InstantSource wall) {
    this.wall = wall;
    this.heardAt = wall.millis();
  }

  /** A record has come, tick or not. */
  void heard() {
    heardAt = wall.millis();
    heardSinceStart = true;
    askedAt = Long.MIN_VALUE;
  }

  /** True when nothing has come for a while. */
  boolean isQuiet() {
    return wall.millis() - heardAt >= QUIET.toMillis();
  }

  /**
   * Asks for a tick, at most one until it has come; gives what the log's clock should be by now.
   *
   * @param logNow the partition's clock
   * @param next the earliest deadline that waits in it
   */
  OptionalLong asks(long logNow, OptionalLong next) {
    long now = wall.millis();
    long quiet = now - heardAt;
    boolean underWay = askedAt != Long.MIN_VALUE && now - askedAt < LOST_AFTER.toMillis();
    if (next.isEmpty() || underWay || quiet < QUIET.toMillis()) {
      return OptionalLong.empty();
    }
    // After a start nobody knows how long the log was quiet before: one tick tells.
    if (heardSinceStart && logNow + quiet < next.getAsLong()) {
      return OptionalLong.empty();
    }
    askedAt = now;
    return OptionalLong.of(logNow + quiet);
  }
}
