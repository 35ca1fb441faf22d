// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.trace.TraceCloseReason;
import java.nio.ByteBuffer;

/**
 * Where a trace stands. Only the transition that a state has can happen to it. All times are
 * milliseconds of the log's clock.
 *
 * <p>As bytes: one for the state, then its numbers, big-endian, in the order of its components.
 */
sealed interface TraceLife {
  /** When the next thing happens to it by itself. */
  long due(TraceRules rules);

  byte[] encoded();

  /**
   * Takes spans.
   *
   * @param openedAt when this opening began: the first span, or the late one that reopened it
   * @param overflowed true when a span was turned away because of the trace's size
   * @param revisions how many revisions there were before
   */
  record Open(
      long openedAt,
      long firstSeen,
      long lastSeen,
      boolean rootSeen,
      int spans,
      long bytes,
      boolean overflowed,
      int revisions)
      implements TraceLife {
    static Open first(long now) {
      return new Open(now, now, now, false, 0, 0, false, 0);
    }

    Open with(boolean root, int spanBytes, long now) {
      return new Open(
          openedAt,
          firstSeen,
          now,
          rootSeen || root,
          spans + 1,
          bytes + spanBytes,
          overflowed,
          revisions);
    }

    Open overflow() {
      return new Open(openedAt, firstSeen, lastSeen, rootSeen, spans, bytes, true, revisions);
    }

    Closed close(TraceRules rules) {
      boolean capped = rules.reason(this) == TraceCloseReason.CAP;
      return new Closed(
          rules.deadline(this), firstSeen, lastSeen, rootSeen, spans, bytes, capped, revisions + 1);
    }

    @Override
    public long due(TraceRules rules) {
      return rules.deadline(this);
    }

    @Override
    public byte[] encoded() {
      return ByteBuffer.allocate(1 + 4 * Long.BYTES + 2 * Integer.BYTES + 2)
          .put((byte) 1)
          .putLong(openedAt)
          .putLong(firstSeen)
          .putLong(lastSeen)
          .put((byte) (rootSeen ? 1 : 0))
          .putInt(spans)
          .putLong(bytes)
          .put((byte) (overflowed ? 1 : 0))
          .putInt(revisions)
          .array();
    }
  }

  /** Closed; its spans are still there, for another revision. */
  record Closed(
      long closedAt,
      long firstSeen,
      long lastSeen,
      boolean rootSeen,
      int spans,
      long bytes,
      boolean capped,
      int revisions)
      implements TraceLife {
    Open reopen(long now) {
      return new Open(now, firstSeen, lastSeen, rootSeen, spans, bytes, false, revisions);
    }

    Remembered forgetSpans() {
      return new Remembered(closedAt);
    }

    @Override
    public long due(TraceRules rules) {
      return closedAt + rules.keepRows().toMillis();
    }

    @Override
    public byte[] encoded() {
      return ByteBuffer.allocate(1 + 4 * Long.BYTES + 2 * Integer.BYTES + 2)
          .put((byte) 2)
          .putLong(closedAt)
          .putLong(firstSeen)
          .putLong(lastSeen)
          .put((byte) (rootSeen ? 1 : 0))
          .putInt(spans)
          .putLong(bytes)
          .put((byte) (capped ? 1 : 0))
          .putInt(revisions)
          .array();
    }
  }

  /** Only its id is known any more. */
  record Remembered(long closedAt) implements TraceLife {
    @Override
    public long due(TraceRules rules) {
      return closedAt + rules.remember().toMillis();
    }

    @Override
    public byte[] encoded() {
      return ByteBuffer.allocate(1 + Long.BYTES).put((byte) 3).putLong(closedAt).array();
    }
  }

  static TraceLife of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte state = in.get();
    return switch (state) {
      case 1 ->
          new Open(
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.get() == 1,
              in.getInt(),
              in.getLong(),
              in.get() == 1,
              in.getInt());
      case 2 ->
          new Closed(
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.get() == 1,
              in.getInt(),
              in.getLong(),
              in.get() == 1,
              in.getInt());
      case 3 -> new Remembered(in.getLong());
      default ->
          throw new IllegalStateException("state of a trace: " + state + " (expected: 1, 2 or 3)");
    };
  }
}
