// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.standalone.TestProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @Test
  void withoutANameItListsWhatCanBeMeasured() throws Exception {
    TestProcess.Result result = TestProcess.run(SOON, Map.of(), "bench");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("gateway");
  }

  @Test
  void theGatewayIsMeasuredBesideAProducerAndEveryFigureIsALineOfJson() throws Exception {
    TestProcess.Result result =
        TestProcess.run(
            SOON, Map.of(), "bench", "gateway", "--seconds", "1", "--rate", "500", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.err()).contains("warm-up", "round 4 of 4", "open loop");
    List<String> found = new ArrayList<>();
    for (String line : result.out().lines().toList()) {
      JsonNode figure = new ObjectMapper().readTree(line);
      assertThat(figure.fieldNames())
          .toIterable()
          .containsExactly("bench", "case", "metric", "value", "unit");
      assertThat(figure.path("bench").asText()).isEqualTo("gateway");
      found.add(figure.path("case").asText() + " " + figure.path("metric").asText());
      if (figure.path("metric").asText().equals("failed_requests")) {
        assertThat(figure.path("value").asInt()).as(line).isZero();
      }
      if (figure.path("metric").asText().equals("spans_per_second")) {
        assertThat(figure.path("value").asDouble()).as(line).isPositive();
      }
    }
    for (String one : List.of("producer", "http-protobuf", "http-json", "grpc")) {
      assertThat(found)
          .contains(
              one + " spans_per_second",
              one + " ratio_to_producer",
              one + " ack_p99_ms",
              one + " cpu_seconds_per_million");
    }
    assertThat(found).contains("decode-json ratio_to_jsonformat");
  }

  @Test
  void aCaseThatDoesNotExistIsRefusedInOneLine() throws Exception {
    TestProcess.Result result =
        TestProcess.run(SOON, Map.of(), "bench", "gateway", "--only", "carrier-pigeon");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("--only: [carrier-pigeon]").doesNotContain("\tat ");
  }
}
