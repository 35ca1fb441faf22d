// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.standalone.TestProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BenchIT {
  /** Minutes of waiting that every build need not have. */
  private static final boolean ALL_CASES = Integer.getInteger("telltale.kills", 3) > 3;

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Duration LONG = Duration.ofMinutes(6);

  @Test
  void withoutANameItListsWhatCanBeMeasured() throws Exception {
    TestProcess.Result result = TestProcess.run(SOON, Map.of(), "bench");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("gateway", "assembly", "pipeline", "judge", "alerts", "injection");
  }

  @Test
  void theGatewayIsMeasuredBesideAProducerAndEveryFigureIsALineOfJson() throws Exception {
    TestProcess.Result result =
        TestProcess.run(
            SOON, Map.of(), "bench", "gateway", "--seconds", "1", "--rate", "500", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.err()).contains("warm-up", "round 4 of 4", "open loop");
    Map<String, Double> figures = figures(result, "gateway");
    figures.forEach(
        (figure, value) -> {
          if (figure.endsWith(" failed_requests")) {
            assertThat(value).as(figure).isZero();
          }
          if (figure.endsWith(" spans_per_second")) {
            assertThat(value).as(figure).isPositive();
          }
        });
    for (String one : List.of("producer", "http-protobuf", "http-json", "grpc")) {
      assertThat(figures)
          .containsKeys(
              one + " spans_per_second",
              one + " ratio_to_producer",
              one + " ack_p99_ms",
              one + " cpu_seconds_per_million");
    }
    assertThat(figures).containsKey("decode-json ratio_to_jsonformat");
  }

  @Test
  void theAssemblyIsMeasuredByTheSizeOfTracesAndByHowManyAreOpen() throws Exception {
    TestProcess.Result result =
        TestProcess.run(
            LONG,
            Map.of(),
            "bench",
            "assembly",
            "--spans",
            "2000",
            "--open-traces",
            "300",
            "--only",
            "spans-20,open-300",
            "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    Map<String, Double> figures = figures(result, "assembly");
    assertThat(figures.get("spans-20 spans_per_second_per_thread")).isPositive();
    assertThat(figures.get("open-300 microseconds_per_span")).isPositive();
  }

  @Test
  void theAssemblyIsMeasuredInEachOfItsCases() throws Exception {
    Assumptions.assumeTrue(ALL_CASES, "only in the profile kill");
    TestProcess.Result result =
        TestProcess.run(
            LONG,
            Map.of(),
            "bench",
            "assembly",
            "--spans",
            "2000",
            "--open-traces",
            "300,3000",
            "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.err()).contains("warm-up", "restart: killed with");
    Map<String, Double> figures = figures(result, "assembly");
    for (String size : List.of("spans-20", "spans-200", "spans-2000")) {
      assertThat(figures.get(size + " spans_per_second_per_thread")).as(size).isPositive();
      assertThat(figures.get(size + " spans")).as(size).isEqualTo(2000);
      // Each span is written once, with its key, and never again.
      assertThat(figures.get(size + " changelog_ratio")).as(size).isBetween(1.0, 2.0);
    }
    assertThat(figures)
        .containsKeys(
            "dsl-session-window spans_per_second_per_thread",
            "dsl-session-window changelog_ratio",
            "dsl-session-window ratio_of_spans-200",
            "open-300 microseconds_per_span",
            "open-3000 microseconds_per_span",
            "open-3000 ratio_to_fewest_open",
            "restart seconds_to_caught_up");
    assertThat(figures.get("restart spans_before_kill")).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void theWholeLineIsMeasuredWithoutAndWithAJudge() throws Exception {
    Assumptions.assumeTrue(ALL_CASES, "only in the profile kill");
    TestProcess.Result result =
        TestProcess.run(
            LONG,
            Map.of(),
            "bench",
            "pipeline",
            "--seconds",
            "2",
            "--rate",
            "100",
            "--judged-rate",
            "16",
            "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    Map<String, Double> figures = figures(result, "pipeline");
    for (String one : List.of("judge-off", "judge-on")) {
      assertThat(figures.get(one + " spans_per_second")).as(one).isPositive();
      assertThat(figures.get(one + " failed_requests")).as(one).isZero();
    }
    assertThat(figures.get("judge-on labels")).isPositive();
    for (String percentile : List.of("p50", "p99")) {
      String name = "judge-on span_to_label_" + percentile + "_ms";
      double all = Objects.requireNonNull(figures.get(name));
      assertThat(figures.get("judge-on span_to_closable_" + percentile + "_ms"))
          .isBetween(1.0, all);
      assertThat(figures.get("judge-on closable_to_label_" + percentile + "_ms"))
          .isBetween(1.0, all);
    }
  }

  @Test
  void injectionsAreMeasuredOfTheOfflineJudgeAndNotOfAModelThatNobodyConfigured() throws Exception {
    TestProcess.Result result = TestProcess.run(LONG, Map.of(), "bench", "injection", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines)
        .contains(
            "{\"bench\":\"injection\",\"case\":\"llm\",\"metric\":\"flip_share\",\"value\":\"not run\",\"unit\":\"share\"}");
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("case").asText()).isEqualTo("offline");
    assertThat(first.path("metric").asText()).isEqualTo("attempts");
    assertThat(first.path("value").asInt()).isGreaterThanOrEqualTo(40);
    assertThat(lines)
        .filteredOn(line -> line.contains("\"offline\"") && line.contains("flip_share"))
        .singleElement()
        .asString()
        .containsPattern("\"value\":(0|1)\\.\\d+");
  }

  @Test
  void theJudgeIsMeasuredWithCallsInFlight() throws Exception {
    TestProcess.Result result =
        TestProcess.run(
            SOON, Map.of(), "bench", "judge", "--seconds", "1", "--only", "in-flight-16", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    Map<String, Double> figures = figures(result, "judge");
    assertThat(figures.get("in-flight-16 calls_per_second")).isPositive();
    // More than all calls at a time cannot be; chance in a second is a few calls.
    assertThat(figures.get("in-flight-16 efficiency")).isBetween(0.0, 2.0);
  }

  @Test
  void theAlertStreamIsMeasuredByWhatALabelTakes() throws Exception {
    TestProcess.Result result =
        TestProcess.run(
            SOON, Map.of(), "bench", "alerts", "--labels", "5000", "--only", "fold", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    Map<String, Double> figures = figures(result, "alerts");
    assertThat(figures.get("fold labels_per_second")).isPositive();
    assertThat(figures.get("fold labels")).isEqualTo(5000);
    // Its verdict with its target's key, a share of a pane, and who shows it: not whole labels.
    assertThat(figures.get("fold bytes_per_label_in_changelogs")).isBetween(100.0, 1000.0);
  }

  @Test
  void aMessageIsMeasuredFromItsTick() throws Exception {
    Assumptions.assumeTrue(ALL_CASES, "only in the profile kill");
    TestProcess.Result result =
        TestProcess.run(
            SOON, Map.of(), "bench", "alerts", "--alerts", "5", "--only", "deliver", "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    Map<String, Double> figures = figures(result, "alerts");
    assertThat(figures.get("deliver messages")).isEqualTo(5);
    for (String percentile : List.of("p50", "p99")) {
      // No message is there before its tick, nor its tick before its label.
      double all =
          Objects.requireNonNull(figures.get("deliver stored_to_slack_" + percentile + "_seconds"));
      assertThat(figures.get("deliver label_to_slack_" + percentile + "_seconds"))
          .isGreaterThan(0)
          .isLessThanOrEqualTo(all);
    }
  }

  @Test
  void aTickIsMeasuredOverAllRules() throws Exception {
    Assumptions.assumeTrue(ALL_CASES, "only in the profile kill");
    TestProcess.Result result =
        TestProcess.run(
            LONG,
            Map.of(),
            "bench",
            "alerts",
            "--ticks",
            "1",
            "--only",
            "tick-1000-rules-48h",
            "--json");

    assertThat(result.exitCode()).as(result.err()).isZero();
    Map<String, Double> figures = figures(result, "alerts");
    assertThat(figures.get("tick-1000-rules-48h tick_seconds")).isPositive();
    assertThat(figures.get("tick-1000-rules-48h rules")).isEqualTo(1000);
  }

  @Test
  void aCaseThatDoesNotExistIsRefusedInOneLine() throws Exception {
    TestProcess.Result result =
        TestProcess.run(SOON, Map.of(), "bench", "gateway", "--only", "carrier-pigeon");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("--only: [carrier-pigeon]").doesNotContain("\tat ");
  }

  /** By case and metric; every line is an object of the documented form. */
  private static Map<String, Double> figures(TestProcess.Result result, String bench)
      throws JsonProcessingException {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String line : result.out().lines().toList()) {
      JsonNode figure = new ObjectMapper().readTree(line);
      assertThat(figure.fieldNames())
          .toIterable()
          .containsExactly("bench", "case", "metric", "value", "unit");
      assertThat(figure.path("bench").asText()).isEqualTo(bench);
      assertThat(figure.path("value").isNumber()).as(line).isTrue();
      figures.put(
          figure.path("case").asText() + " " + figure.path("metric").asText(),
          figure.path("value").asDouble());
    }
    return figures;
  }
}
