// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import dev.telltale.gateway.imports.ImportMetrics;
import dev.telltale.gateway.imports.LineProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Imported lines by name, there from the start like those of spans. */
final class MicrometerImportMetrics implements ImportMetrics {
  private final Counter accepted;
  private final Map<LineProblem, Counter> rejected = new EnumMap<>(LineProblem.class);

  MicrometerImportMetrics(MeterRegistry registry) {
    this.accepted =
        Counter.builder("telltale.gateway.import.lines.accepted")
            .description("Imported lines whose every span is stored.")
            .register(registry);
    for (LineProblem why : LineProblem.values()) {
      rejected.put(
          why,
          Counter.builder("telltale.gateway.import.lines.rejected")
              .description("Imported lines that were turned away, or lost a span.")
              .tag("reason", why.label())
              .register(registry));
    }
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void rejected(LineProblem why) {
    Objects.requireNonNull(rejected.get(why)).increment();
  }
}
