// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import dev.telltale.gateway.admit.InFlight;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is in flight, by name. */
final class InFlightMeters {
  private InFlightMeters() {}

  static void bind(InFlight inFlight, MeterRegistry registry) {
    Gauge.builder("telltale.gateway.inflight.bytes", inFlight, InFlight::bytes)
        .description("Bytes of bodies, as they came and inflated, that Kafka has not answered for.")
        .register(registry);
    Gauge.builder("telltale.gateway.inflight.requests", inFlight, InFlight::requests)
        .description("Requests that are being served.")
        .register(registry);
    FunctionCounter.builder("telltale.gateway.inflight.refused", inFlight, InFlight::refused)
        .description("Requests that found no room, and were told to come again.")
        .register(registry);
  }
}
