// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.assemble.AssemblyMetrics;
import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.trace.TraceCloseReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The assembly's counters under {@code telltale_assembly_…}; those with a fixed list of reasons
 * exist at 0.
 */
final class MeteredAssembly implements AssemblyMetrics {
  private final MeterRegistry registry;
  private final Counter taken;
  private final Counter duplicate;
  private final Counter late;
  private final Counter withoutSession;
  private final Counter messagesDropped;
  private final Map<TraceCloseReason, Counter> traces = new EnumMap<>(TraceCloseReason.class);
  private final Map<SessionCloseReason, Counter> sessions = new EnumMap<>(SessionCloseReason.class);
  private final Counter traceRevisions;
  private final Counter sessionRevisions;

  MeteredAssembly(MeterRegistry registry) {
    this.registry = registry;
    this.taken = spans("taken");
    this.duplicate = spans("duplicate");
    this.late = spans("late");
    this.withoutSession = registry.counter("telltale.assembly.parts.without.session");
    this.messagesDropped = registry.counter("telltale.assembly.messages.dropped");
    this.traceRevisions = registry.counter("telltale.assembly.trace.revisions");
    this.sessionRevisions = registry.counter("telltale.assembly.session.revisions");
    for (TraceCloseReason reason : TraceCloseReason.values()) {
      traces.put(
          reason, registry.counter("telltale.assembly.traces.closed", "reason", word(reason)));
    }
    for (SessionCloseReason reason : SessionCloseReason.values()) {
      sessions.put(
          reason, registry.counter("telltale.assembly.sessions.closed", "reason", word(reason)));
    }
  }

  @Override
  public void spanTaken() {
    taken.increment();
  }

  @Override
  public void spanDuplicate() {
    duplicate.increment();
  }

  @Override
  public void spanLate() {
    late.increment();
  }

  @Override
  public void undecodable(String topic, String reason) {
    registry.counter("telltale.dead.letters", "topic", topic, "reason", reason).increment();
  }

  @Override
  public void traceClosed(TraceCloseReason reason, int spans, boolean revised) {
    count(traces.get(reason));
    if (revised) {
      traceRevisions.increment();
    }
  }

  @Override
  public void partsWithoutSession(int parts) {
    withoutSession.increment(parts);
  }

  @Override
  public void sessionClosed(SessionCloseReason reason, boolean revised) {
    count(sessions.get(reason));
    if (revised) {
      sessionRevisions.increment();
    }
  }

  @Override
  public void messagesDropped(int messages) {
    messagesDropped.increment(messages);
  }

  @Override
  public void tick(String topic) {
    registry.counter("telltale.ticks", "topic", topic).increment();
  }

  private Counter spans(String outcome) {
    return registry.counter("telltale.assembly.spans", "outcome", outcome);
  }

  private static void count(@org.jspecify.annotations.Nullable Counter counter) {
    if (counter != null) {
      counter.increment();
    }
  }

  private static String word(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
