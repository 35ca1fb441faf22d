// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.assemble.AssemblyMetrics;
import dev.telltale.classifier.assemble.LateReason;
import dev.telltale.classifier.assemble.PartitionState;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.schemas.trace.TraceCloseReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * The assembly's counters and gauges under {@code telltale_assembly_…}; those with a fixed list of
 * reasons exist at 0.
 */
final class MeteredAssembly implements AssemblyMetrics {
  private final MeterRegistry registry;
  private final MeteredAgents agents;
  private final Counter taken;
  private final Counter duplicate;
  private final Counter withoutSession;
  private final Counter messagesDropped;
  private final Counter traceRevisions;
  private final Counter sessionRevisions;
  private final Counter truncated;
  private final Timer lateBy;

  /** By topic and partition. */
  private final Map<String, Map<Integer, PartitionState>> partitions = new ConcurrentHashMap<>();

  MeteredAssembly(MeterRegistry registry, KafkaConnection kafka) {
    this.registry = registry;
    this.agents = new MeteredAgents(registry);
    this.taken = spans("taken");
    this.duplicate = spans("duplicate");
    this.withoutSession = registry.counter("telltale.assembly.parts.without.session");
    this.messagesDropped = registry.counter("telltale.assembly.messages.dropped");
    this.traceRevisions = registry.counter("telltale.assembly.trace.revisions");
    this.sessionRevisions = registry.counter("telltale.assembly.session.revisions");
    this.truncated = registry.counter("telltale.assembly.traces.truncated");
    this.lateBy =
        Timer.builder("telltale.assembly.late.age")
            .serviceLevelObjectives(
                Duration.ofMinutes(1),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofHours(6),
                Duration.ofHours(24))
            .register(registry);
    for (LateReason reason : LateReason.values()) {
      spans(outcome(reason));
    }
    for (TraceCloseReason reason : TraceCloseReason.values()) {
      closed(reason);
    }
    for (SessionCloseReason reason : SessionCloseReason.values()) {
      closed(reason);
    }
    UndecodableException.REASONS.forEach(this::deadLetters);
    List.of("no-value", "malformed-id", "processing-failed").forEach(this::deadLetters);
    gauges("traces", kafka.name(Topics.SPANS));
    gauges("sessions", kafka.name(Topics.SESSION_TRACES));
  }

  private void gauges(String what, String topic) {
    Map<Integer, PartitionState> states = new ConcurrentHashMap<>();
    partitions.put(topic, states);
    ticks(topic);
    Gauge.builder("telltale.assembly.open", states, s -> each(s, PartitionState::open).sum())
        .tag("what", what)
        .register(registry);
    gauge("telltale.assembly.overdue", what, states, PartitionState::overdueMillis);
    gauge("telltale.assembly.record.lag", what, states, PartitionState::lagMillis);
  }

  /** In seconds, that of the partition where it is worst. */
  private void gauge(
      String name,
      String what,
      Map<Integer, PartitionState> states,
      ToLongFunction<PartitionState> millis) {
    Gauge.builder(name, states, s -> each(s, millis).max().orElse(0) / 1e3)
        .baseUnit("seconds")
        .tag("what", what)
        .register(registry);
  }

  private static LongStream each(
      Map<Integer, PartitionState> states, ToLongFunction<PartitionState> number) {
    return states.values().stream().mapToLong(number);
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
  public void spanLate(LateReason reason) {
    spans(outcome(reason)).increment();
  }

  @Override
  public void lateBy(long millis) {
    lateBy.record(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void undecodable(String topic, String reason) {
    deadLetters(reason).increment();
  }

  @Override
  public void traceClosed(Trace trace) {
    closed(trace.getCloseReason()).increment();
    if (trace.getDroppedSpans() > 0) {
      truncated.increment();
    }
    if (trace.getRevisions() > 1) {
      traceRevisions.increment();
    } else {
      agents.closed(trace);
    }
  }

  @Override
  public void partsWithoutSession(int parts) {
    withoutSession.increment(parts);
  }

  @Override
  public void sessionClosed(Session session) {
    closed(session.getCloseReason()).increment();
    messagesDropped.increment(session.getDroppedMessages());
    if (session.getRevisions() > 1) {
      sessionRevisions.increment();
    }
  }

  @Override
  public void tick(String topic) {
    ticks(topic).increment();
  }

  @Override
  public void partition(String topic, int partition, PartitionState state) {
    partitions.getOrDefault(topic, new ConcurrentHashMap<>()).put(partition, state);
  }

  @Override
  public void partitionLeft(String topic, int partition) {
    partitions.getOrDefault(topic, new ConcurrentHashMap<>()).remove(partition);
  }

  private Counter spans(String outcome) {
    return registry.counter("telltale.assembly.spans", "outcome", outcome);
  }

  private Counter closed(TraceCloseReason reason) {
    return registry.counter("telltale.assembly.traces.closed", "reason", word(reason));
  }

  private Counter closed(SessionCloseReason reason) {
    return registry.counter("telltale.assembly.sessions.closed", "reason", word(reason));
  }

  private Counter deadLetters(String reason) {
    return registry.counter("telltale.dead.letters", "stage", "assemble", "reason", reason);
  }

  private Counter ticks(String topic) {
    return registry.counter("telltale.ticks", "topic", topic);
  }

  private static String outcome(LateReason reason) {
    return reason == LateReason.CLOSED ? "late" : "over-" + word(reason);
  }

  private static String word(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
