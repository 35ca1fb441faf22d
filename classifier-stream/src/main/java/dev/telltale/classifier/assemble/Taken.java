// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.span.Span;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a trace has taken so far. Times are milliseconds of the log's clock.
 *
 * @param firstSeen when the first span came
 * @param lastSeen when the last one came, taken or turned away
 * @param rootSeen true when a span without a parent has come
 * @param spans how many are kept
 * @param bytes of those, encoded
 * @param dropped how many were turned away, or made room for later ones, because of the caps
 * @param agent whose rules hold for the trace, if it is an agent with rules of its own
 * @param lastCalls the model calls that were taken when the ordinary part of the caps was full, the
 *     earliest first
 */
record Taken(
    long firstSeen,
    long lastSeen,
    boolean rootSeen,
    int spans,
    long bytes,
    int dropped,
    @Nullable String agent,
    List<Call> lastCalls) {
  /** A model call that goes when a later one needs its place. */
  record Call(String spanId, int bytes) {}

  static Taken nothing(long now) {
    return new Taken(now, now, false, 0, 0, 0, null, List.of());
  }

  /**
   * Which of the last calls have to go so that a span has room; absent when it has none even then.
   */
  Optional<List<Call>> goes(Admission kind, int more, TraceRules rules) {
    if (isOrdinary(more, rules)
        || (kind != Admission.CALL && kind.fits(spans, bytes, more, rules))) {
      return Optional.of(List.of());
    }
    if (!kind.replacesCalls()) {
      return Optional.empty();
    }
    int stay = kind == Admission.CALL ? Admission.LAST_CALLS - 1 : Admission.LAST_CALLS;
    long freed = 0;
    int go = 0;
    while (lastCalls.size() - go > stay || !kind.fits(spans - go, bytes - freed, more, rules)) {
      if (go == lastCalls.size()) {
        return Optional.empty();
      }
      freed += lastCalls.get(go).bytes();
      go++;
    }
    return Optional.of(lastCalls.subList(0, go));
  }

  /** With one more span, and without the calls that made room for it. */
  Taken with(Span span, int more, List<Call> gone, long now, PerAgent<TraceRules> rules) {
    List<Call> calls = new ArrayList<>(lastCalls.subList(gone.size(), lastCalls.size()));
    if (Admission.of(span) == Admission.CALL && !isOrdinary(more, rules.of(agent))) {
      calls.add(new Call(span.getSpanId(), more));
    }
    return new Taken(
        firstSeen,
        now,
        rootSeen || isRoot(span),
        spans + 1 - gone.size(),
        bytes + more - gone.stream().mapToLong(Call::bytes).sum(),
        dropped + gone.size(),
        agentWith(span, rules),
        List.copyOf(calls));
  }

  /** After a span came for which there was no room: it tells of the trace all the same. */
  Taken without(Span span, long now, PerAgent<TraceRules> rules) {
    return new Taken(
        firstSeen,
        now,
        rootSeen || isRoot(span),
        spans,
        bytes,
        dropped + 1,
        agentWith(span, rules),
        lastCalls);
  }

  private boolean isOrdinary(int more, TraceRules rules) {
    return Admission.ORDINARY.fits(spans, bytes, more, rules);
  }

  /** The root's agent decides; until it has come, the first that any span names. */
  private @Nullable String agentWith(Span span, PerAgent<TraceRules> rules) {
    if (rootSeen || (agent != null && !isRoot(span))) {
      return agent;
    }
    Optional<String> named =
        isRoot(span) ? span.getAgentId().or(span::getServiceName) : span.getAgentId();
    return named.filter(rules.named()::containsKey).orElse(null);
  }

  private static boolean isRoot(Span span) {
    return span.getParentSpanId().isEmpty();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(firstSeen);
    out.writeLong(lastSeen);
    out.writeBoolean(rootSeen);
    out.writeInt(spans);
    out.writeLong(bytes);
    out.writeInt(dropped);
    out.writeUTF(agent == null ? "" : agent);
    out.writeByte(lastCalls.size());
    for (Call call : lastCalls) {
      out.writeUTF(call.spanId());
      out.writeInt(call.bytes());
    }
  }

  static Taken read(DataInputStream in) throws IOException {
    long firstSeen = in.readLong();
    long lastSeen = in.readLong();
    boolean rootSeen = in.readBoolean();
    int spans = in.readInt();
    long bytes = in.readLong();
    int dropped = in.readInt();
    String agent = in.readUTF();
    List<Call> calls = new ArrayList<>();
    for (int left = in.readByte(); left > 0; left--) {
      calls.add(new Call(in.readUTF(), in.readInt()));
    }
    return new Taken(
        firstSeen,
        lastSeen,
        rootSeen,
        spans,
        bytes,
        dropped,
        agent.isEmpty() ? null : agent,
        List.copyOf(calls));
  }
}
