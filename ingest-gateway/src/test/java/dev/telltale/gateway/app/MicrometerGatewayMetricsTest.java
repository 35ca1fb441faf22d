// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.intake.OtherSignal;
import dev.telltale.gateway.intake.Transport;
import dev.telltale.gateway.limit.Limit;
import dev.telltale.gateway.publish.PublishFailure;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicrometerGatewayMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MicrometerGatewayMetrics metrics =
      new MicrometerGatewayMetrics(registry, List.of("secret", "card"));

  @Test
  void everyCounterIsThereAtZeroFromTheStart() {
    assertThat(lines())
        .contains(
            "telltale_gateway_request_bytes_total 0.0",
            "telltale_gateway_spans_received_total 0.0",
            "telltale_gateway_spans_accepted_total 0.0",
            "telltale_gateway_spans_published_total 0.0",
            "telltale_gateway_publish_seconds_count 0",
            "telltale_gateway_redactions_total{rule=\"secret\"} 0.0",
            "telltale_gateway_redactions_total{rule=\"card\"} 0.0");
    for (Limit limit : Limit.values()) {
      assertThat(lines())
          .contains("telltale_gateway_limited_total{reason=\"" + limit.label() + "\"} 0.0");
    }
    for (Rejection why : Rejection.values()) {
      assertThat(lines()).contains(dropped(why.label(), "0.0"));
    }
    for (PublishFailure why : PublishFailure.values()) {
      assertThat(lines()).contains(dropped(why.label(), "0.0"));
    }
    for (Transport transport : Transport.values()) {
      for (String answer : transport.answers()) {
        assertThat(lines()).contains(request(transport, answer, "0.0"));
      }
      assertThat(lines()).contains(request(transport, "other", "0.0"));
    }
    for (OtherSignal signal : OtherSignal.values()) {
      assertThat(lines())
          .contains(
              "telltale_gateway_requests_discarded_total{signal=\"" + signal.label() + "\"} 0.0");
    }
  }

  @Test
  void eachCountsWhereItBelongs() {
    metrics.bytes(100);
    metrics.received(7);
    metrics.rejected(2, Rejection.START_TIME);
    metrics.accepted(5);
    metrics.redacted(3, "card");
    metrics.limited(2, Limit.VALUE_BYTES);
    metrics.published(4);
    metrics.failed(1, PublishFailure.TOO_LARGE);
    metrics.answered(Transport.HTTP, "503");
    metrics.answered(Transport.GRPC, "DATA_LOSS");
    metrics.publishing().run();

    assertThat(lines())
        .contains(
            "telltale_gateway_request_bytes_total 100.0",
            "telltale_gateway_spans_received_total 7.0",
            "telltale_gateway_spans_accepted_total 5.0",
            "telltale_gateway_spans_published_total 4.0",
            "telltale_gateway_publish_seconds_count 1",
            "telltale_gateway_redactions_total{rule=\"card\"} 3.0",
            "telltale_gateway_limited_total{reason=\"value_bytes\"} 2.0",
            dropped("start_time", "2.0"),
            dropped("too_large", "1.0"),
            request(Transport.HTTP, "503", "1.0"),
            request(Transport.GRPC, "other", "1.0"));
  }

  private List<String> lines() {
    return registry.scrape().lines().toList();
  }

  private static String dropped(String reason, String value) {
    return "telltale_gateway_spans_dropped_total{reason=\"" + reason + "\"} " + value;
  }

  private static String request(Transport transport, String status, String value) {
    return "telltale_gateway_requests_total{status=\""
        + status
        + "\",transport=\""
        + transport.label()
        + "\"} "
        + value;
  }
}
