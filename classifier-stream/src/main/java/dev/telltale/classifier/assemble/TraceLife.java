// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Where a trace stands. Only the transition that a state has can happen to it. All times are
 * milliseconds of the log's clock.
 *
 * <p>As bytes: one for the state, then its components in their order, as {@link DataOutputStream}
 * writes them.
 */
sealed interface TraceLife {
  /** When the next thing happens to it by itself. */
  long due(TraceRules rules);

  /** When it was last closed; of an open trace, when this opening began. */
  long closedAt();

  /** Whose rules hold for it, if it is an agent with rules of its own. */
  @Nullable String agent();

  /**
   * Takes spans.
   *
   * @param openedAt when this opening began: the first span, or the late one that reopened it
   * @param revisions how many revisions there were before
   */
  record Open(long openedAt, Taken taken, int revisions) implements TraceLife {
    static Open first(long now) {
      return new Open(now, Taken.nothing(now), 0);
    }

    Open with(Taken more) {
      return new Open(openedAt, more, revisions);
    }

    Closed close(TraceRules rules) {
      return new Closed(rules.deadline(this), taken, revisions + 1);
    }

    @Override
    public long due(TraceRules rules) {
      return rules.deadline(this);
    }

    @Override
    public long closedAt() {
      return openedAt;
    }

    @Override
    public @Nullable String agent() {
      return taken.agent();
    }
  }

  /** Closed; its spans are still there, for another revision. */
  record Closed(long closedAt, Taken taken, int revisions) implements TraceLife {
    Open reopen(long now) {
      return new Open(now, taken, revisions);
    }

    Remembered forgetSpans() {
      return new Remembered(closedAt, taken.agent());
    }

    @Override
    public long due(TraceRules rules) {
      return closedAt + rules.keepRows().toMillis();
    }

    @Override
    public @Nullable String agent() {
      return taken.agent();
    }
  }

  /** Only its id is known any more. */
  record Remembered(long closedAt, @Nullable String agent) implements TraceLife {
    @Override
    public long due(TraceRules rules) {
      return closedAt + rules.remember().toMillis();
    }
  }

  /** The state as bytes. */
  default byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (this instanceof Open open) {
        out.writeByte(1);
        out.writeLong(open.openedAt);
        open.taken.write(out);
        out.writeInt(open.revisions);
      } else if (this instanceof Closed closed) {
        out.writeByte(2);
        out.writeLong(closed.closedAt);
        closed.taken.write(out);
        out.writeInt(closed.revisions);
      } else if (this instanceof Remembered remembered) {
        out.writeByte(3);
        out.writeLong(remembered.closedAt);
        out.writeUTF(remembered.agent == null ? "" : remembered.agent);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory", e);
    }
    return bytes.toByteArray();
  }

  /** The state of these bytes. */
  static TraceLife of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte state = in.readByte();
      return switch (state) {
        case 1 -> new Open(in.readLong(), Taken.read(in), in.readInt());
        case 2 -> new Closed(in.readLong(), Taken.read(in), in.readInt());
        case 3 -> remembered(in);
        default ->
            throw new IllegalStateException("state of a trace: " + state + " (expected: 1 to 3)");
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the state of a trace is cut", e);
    }
  }

  private static Remembered remembered(DataInputStream in) throws IOException {
    long closedAt = in.readLong();
    String agent = in.readUTF();
    return new Remembered(closedAt, agent.isEmpty() ? null : agent);
  }
}
