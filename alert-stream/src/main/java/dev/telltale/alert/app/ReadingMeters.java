// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.ConsumerLag;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How far this role has read, and how often its evaluation began again. For any thread. */
final class ReadingMeters {
  private static final String ROLE = "alerts";

  private final MeterRegistry registry;
  private final InstantSource time;
  private final Counter restarts;

  ReadingMeters(MeterRegistry registry, InstantSource time) {
    this.registry = registry;
    this.time = time;
    this.restarts = registry.counter("telltale.stream.restarts", "application", ROLE);
  }

  /** Shows how far a group is behind in this process. */
  void lag(String group, Supplier<Map<MetricName, ? extends Metric>> metrics) {
    Gauge.builder("telltale.consumer.lag", () -> ConsumerLag.records(metrics.get()))
        .baseUnit("records")
        .tag("group", group)
        .register(registry);
  }

  /** Shows how far the rules have been read. */
  void rules(CompactedView<?, ?> rules) {
    gauge("telltale.definitions.offset", () -> rules.snapshot().offset());
    gauge("telltale.definitions.unreadable", () -> rules.snapshot().unreadable());
    gauge("telltale.definitions.lag.seconds", () -> age(rules.snapshot().freshAt()));
  }

  /** A thread of the evaluation died and was replaced. */
  void restarted() {
    restarts.increment();
  }

  private void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).tag("role", ROLE).register(registry);
  }

  /** In seconds; not a number while they have never been read to their end. */
  private double age(Instant freshAt) {
    return freshAt.equals(Instant.MIN)
        ? Double.NaN
        : Math.max(0, time.millis() - freshAt.toEpochMilli()) / 1e3;
  }
}
