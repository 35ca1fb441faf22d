// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.bridge.Fault;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicrometerBridgeMetricsTest {
  private static final String PREFIX = "telltale_gateway_bridge_";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MicrometerBridgeMetrics metrics = new MicrometerBridgeMetrics(registry);

  @Test
  void everyCounterIsThereAtZeroFromTheStart() {
    assertThat(lines())
        .contains(
            PREFIX + "records_read_total 0.0",
            PREFIX + "records_stored_total 0.0",
            PREFIX + "spans_stored_total 0.0",
            PREFIX + "spans_rejected_total 0.0",
            PREFIX + "postponed_total 0.0",
            PREFIX + "restarts_total 0.0",
            PREFIX + "lag 0.0");
    for (Fault fault : Fault.values()) {
      assertThat(lines()).contains(deadLetters(fault, "0.0"));
    }
  }

  @Test
  void eachCountsWhereItBelongs() {
    metrics.read();
    metrics.read();
    metrics.stored(7, 2);
    metrics.deadLetter(Fault.MALFORMED);
    metrics.postponed();
    metrics.restarted();
    metrics.lag(12);

    assertThat(lines())
        .contains(
            PREFIX + "records_read_total 2.0",
            PREFIX + "records_stored_total 1.0",
            PREFIX + "spans_stored_total 7.0",
            PREFIX + "spans_rejected_total 2.0",
            PREFIX + "postponed_total 1.0",
            PREFIX + "restarts_total 1.0",
            PREFIX + "lag 12.0",
            deadLetters(Fault.MALFORMED, "1.0"));
  }

  private static String deadLetters(Fault fault, String count) {
    return PREFIX + "dead_letters_total{reason=\"" + fault.label() + "\"} " + count;
  }

  private List<String> lines() {
    return registry.scrape().lines().toList();
  }
}
