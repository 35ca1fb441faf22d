// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import java.nio.ByteBuffer;

/**
 * Where a session stands. All times are milliseconds of the log's clock.
 *
 * <p>As bytes: one for the state, then its numbers, big-endian, in the order of its components.
 */
sealed interface SessionLife {
  /** When the next thing happens to it by itself. */
  long due(SessionRules rules);

  byte[] encoded();

  /**
   * Takes traces.
   *
   * @param openedAt when this opening began: the first trace, or the one that reopened it
   * @param revisions how many revisions there were before
   */
  record Open(long openedAt, long firstSeen, long lastSeen, int revisions) implements SessionLife {
    static Open first(long now) {
      return new Open(now, now, now, 0);
    }

    Open touched(long now) {
      return new Open(openedAt, firstSeen, now, revisions);
    }

    Closed close(SessionRules rules) {
      return new Closed(rules.deadline(this), firstSeen, lastSeen, revisions + 1);
    }

    @Override
    public long due(SessionRules rules) {
      return rules.deadline(this);
    }

    @Override
    public byte[] encoded() {
      return numbers((byte) 1, openedAt, firstSeen, lastSeen, revisions);
    }
  }

  /** Closed; its traces are still there, for another revision. */
  record Closed(long closedAt, long firstSeen, long lastSeen, int revisions)
      implements SessionLife {
    Open reopen(long now) {
      return new Open(now, firstSeen, now, revisions);
    }

    @Override
    public long due(SessionRules rules) {
      return closedAt + rules.remember().toMillis();
    }

    @Override
    public byte[] encoded() {
      return numbers((byte) 2, closedAt, firstSeen, lastSeen, revisions);
    }
  }

  static SessionLife of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte state = in.get();
    return switch (state) {
      case 1 -> new Open(in.getLong(), in.getLong(), in.getLong(), in.getInt());
      case 2 -> new Closed(in.getLong(), in.getLong(), in.getLong(), in.getInt());
      default ->
          throw new IllegalStateException("state of a session: " + state + " (expected: 1 or 2)");
    };
  }

  private static byte[] numbers(byte state, long first, long second, long third, int last) {
    return ByteBuffer.allocate(1 + 3 * Long.BYTES + Integer.BYTES)
        .put(state)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putInt(last)
        .array();
  }
}
