// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import dev.telltale.control.command.ControlMetrics;
import dev.telltale.control.command.DefinitionLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code telltale_control_applies_total{result}}, {@code telltale_control_definitions{kind}} and
 * {@code telltale_control_unreadable_records{kind}}.
 */
final class MicrometerControlMetrics implements ControlMetrics {
  private final MeterRegistry meters;
  private final Map<Result, Counter> applies = new EnumMap<>(Result.class);

  MicrometerControlMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (Result result : Result.values()) {
      applies.put(
          result,
          Counter.builder("telltale.control.applies")
              .description("Applies of manifests, by how they ended")
              .tag("result", result.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /** Shows what a log holds. It has to have started. */
  void show(DefinitionLog log) {
    gauge(
        "definitions",
        "Definitions of all projects",
        "signal",
        () -> log.current().signals().size());
    gauge(
        "definitions", "Definitions of all projects", "alert", () -> log.current().alerts().size());
    gauge(
        "unreadable.records",
        "Definitions left out as undecodable",
        "signal",
        log::unreadableSignals);
    gauge(
        "unreadable.records",
        "Definitions left out as undecodable",
        "alert",
        log::unreadableAlerts);
    gauge(
        "unreadable.records",
        "Definitions left out as undecodable",
        "member",
        log::unreadableMembers);
    gauge("unreadable.records", "Definitions left out as undecodable", "key", log::unreadableKeys);
  }

  private void gauge(String name, String description, String kind, Supplier<Number> value) {
    Gauge.builder("telltale.control." + name, value)
        .description(description)
        .tag("kind", kind)
        .register(meters);
  }

  @Override
  public void applied(Result result) {
    Counter counter = applies.get(result);
    if (counter != null) {
      counter.increment();
    }
  }
}
