// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import dev.telltale.gateway.bridge.BridgeMetrics;
import dev.telltale.gateway.bridge.Fault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** The bridge's counters by name; there from the start, at 0. */
final class MicrometerBridgeMetrics implements BridgeMetrics {
  private final MeterRegistry registry;
  private final Map<Fault, Counter> deadLetters = new EnumMap<>(Fault.class);
  private final AtomicLong lag = new AtomicLong();
  private final Counter read;
  private final Counter stored;
  private final Counter spans;
  private final Counter rejected;
  private final Counter postponed;
  private final Counter restarts;

  MicrometerBridgeMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.read = counter("telltale.gateway.bridge.records.read", "Records that were read.");
    this.stored =
        counter(
            "telltale.gateway.bridge.records.stored", "Records whose spans Kafka acknowledged.");
    this.spans =
        counter(
            "telltale.gateway.bridge.spans.stored", "Spans of records that Kafka acknowledged.");
    this.rejected =
        counter(
            "telltale.gateway.bridge.spans.rejected",
            "Spans of such records that were turned away.");
    this.postponed =
        counter("telltale.gateway.bridge.postponed", "Attempts that failed and come again.");
    this.restarts =
        counter("telltale.gateway.bridge.restarts", "Times that reading broke and began again.");
    Gauge.builder("telltale.gateway.bridge.lag", lag, AtomicLong::doubleValue)
        .description("Records of this instance's partitions that are not done.")
        .register(registry);
    for (Fault fault : Fault.values()) {
      deadLetters.put(
          fault,
          Counter.builder("telltale.gateway.bridge.dead.letters")
              .description("Records that went to the dead letters.")
              .tag("reason", fault.label())
              .register(registry));
    }
  }

  @Override
  public void read() {
    read.increment();
  }

  @Override
  public void stored(int storedSpans, int rejectedSpans) {
    stored.increment();
    spans.increment(storedSpans);
    rejected.increment(rejectedSpans);
  }

  @Override
  public void deadLetter(Fault fault) {
    Objects.requireNonNull(deadLetters.get(fault)).increment();
  }

  @Override
  public void postponed() {
    postponed.increment();
  }

  @Override
  public void restarted() {
    restarts.increment();
  }

  @Override
  public void lag(long records) {
    lag.set(records);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
