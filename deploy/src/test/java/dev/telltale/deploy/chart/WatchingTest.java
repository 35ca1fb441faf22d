// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static dev.telltale.deploy.chart.Manifests.each;
import static dev.telltale.deploy.chart.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart gives Prometheus, Grafana and the autoscalers. */
class WatchingTest {
  private static final Path METRICS = Path.of("..", "docs", "metrics.md");

  @Test
  void eachRoleIsScrapedOnceWithItsNameAsTheJob() {
    Manifests manifests = Chart.of("everything");

    for (JsonNode monitor : manifests.ofKind("ServiceMonitor").toList()) {
      List<JsonNode> services =
          manifests
              .ofKind("Service")
              .filter(
                  service ->
                      texts(service.at("/metadata/labels"))
                          .entrySet()
                          .containsAll(texts(monitor.at("/spec/selector/matchLabels")).entrySet()))
              .toList();
      assertThat(services).as(Manifests.name(monitor)).hasSize(1);
      JsonNode labels = services.get(0).at("/metadata/labels");
      assertThat(Chart.RELEASE + '-' + labels.path(monitor.at("/spec/jobLabel").asText()).asText())
          .isEqualTo(Manifests.name(monitor));
      assertThat(each(services.get(0).at("/spec/ports")).map(port -> port.path("name").asText()))
          .containsExactly(monitor.at("/spec/endpoints/0/port").asText());
    }
    assertThat(manifests.ofKind("ServiceMonitor")).hasSize(manifests.roles().size());
  }

  @Test
  void everyFileOfRulesIsInTheChartAsItIs() throws IOException {
    List<Path> files = files(Path.of("prometheus", "rules"), ".yml");

    for (Path file : files) {
      String name = String.valueOf(file.getFileName()).replace(".yml", "");
      JsonNode rule = Chart.of("everything").named("PrometheusRule", Chart.RELEASE + '-' + name);
      assertThat(rule.path("spec")).isEqualTo(Chart.YAML.readTree(file.toFile()));
    }
    assertThat(Chart.of("everything").ofKind("PrometheusRule")).hasSize(files.size());
  }

  @Test
  void everyDashboardIsInTheChartAsItIs() throws IOException {
    List<Path> files = files(Path.of("grafana", "dashboards"), ".json");

    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      JsonNode map =
          Chart.of("everything")
              .named("ConfigMap", Chart.RELEASE + "-dashboard-" + name.replace(".json", ""));
      assertThat(texts(map.at("/metadata/labels"))).containsEntry("grafana_dashboard", "1");
      assertThat(map.path("data").path(name).asText().strip())
          .isEqualTo(Files.readString(file).strip());
      // A config map may have 1 MiB.
      assertThat(Files.size(file)).isLessThan(1_000_000);
    }
  }

  @Test
  void autoscalersAskForMetricsThatTelltaleHas() throws IOException {
    assumeTrue(Files.exists(METRICS), "there is no " + METRICS + " to compare with");
    String known = Files.readString(METRICS);
    List<String> asked = podMetrics("gateway").toList();

    assertThat(asked)
        .containsExactly("telltale_gateway_inflight_requests", "telltale_gateway_inflight_bytes");
    assertThat(podMetrics("judge"))
        .containsExactly("telltale_judge_in_flight", "telltale_judge_oldest_seconds");
    assertThat(Stream.concat(asked.stream(), podMetrics("judge")))
        .allSatisfy(metric -> assertThat(known).contains("`" + metric + "`"));
  }

  @Test
  void theAdaptersRulesGiveWhatAutoscalersAskFor() throws IOException {
    JsonNode rules =
        Chart.YAML
            .readTree(Chart.FOLDER.resolve("examples/prometheus-adapter.yaml").toFile())
            .path("rules");

    assertThat(Stream.concat(podMetrics("gateway"), podMetrics("judge")))
        .allSatisfy(
            metric ->
                assertThat(
                        each(rules.path("custom")).map(rule -> rule.path("seriesQuery").asText()))
                    .anyMatch(
                        query ->
                            metric.matches(
                                query.replaceAll("(?s).*__name__=~\"([^\"]*)\".*", "$1"))));
  }

  private static Stream<String> podMetrics(String role) {
    JsonNode scaler =
        Chart.of("everything").named("HorizontalPodAutoscaler", Chart.RELEASE + '-' + role);
    return each(scaler.at("/spec/metrics"))
        .filter(metric -> metric.path("type").asText().equals("Pods"))
        .map(metric -> metric.at("/pods/metric/name").asText());
  }

  @Test
  void morePodsOfTheJudgeAreWantedBeforeAllItsThreadsAreBusy() {
    JsonNode scaler = Chart.of("everything").named("HorizontalPodAutoscaler", "telltale-judge");

    // Of 32 at a time, 75 %.
    assertThat(scaler.at("/spec/metrics/0/pods/target/averageValue").asText()).isEqualTo("24");
  }

  /** A pod without a partition has nothing to do. */
  @Test
  void noRoleIsScaledOverItsPartitionsUnlessSomebodyWantsIt() throws IOException {
    JsonNode values = Chart.YAML.readTree(Chart.FOLDER.resolve("values.yaml").toFile());

    int partitions = values.at("/topics/partitions").asInt();
    assertThat(partitions)
        .isEqualTo(Topics.JUDGE_REQUESTS.partitions())
        .isEqualTo(Topics.SPANS.partitions())
        .isEqualTo(Topics.LABELS.partitions());
    assertThat(values.at("/judge/autoscaling/maxReplicas").asInt()).isEqualTo(partitions);
    assertThat(values.at("/judge/keda/maxReplicas").asInt()).isEqualTo(partitions);
    assertThat(values.at("/judge/replicas").asInt()).isLessThanOrEqualTo(partitions);
    assertThat(values.at("/classifier/replicas").asInt()).isLessThanOrEqualTo(partitions);
    assertThat(values.at("/alerts/replicas").asInt()).isLessThanOrEqualTo(partitions);
  }

  @Test
  void kedaLooksAtTheTopicThatTheJudgeReads() {
    JsonNode metadata =
        Chart.of("trial").named("ScaledObject", "telltale-judge").at("/spec/triggers/0/metadata");

    assertThat(texts(metadata))
        .containsEntry("topic", "telltale." + Topics.JUDGE_REQUESTS.name())
        .containsEntry("consumerGroup", "telltale.judge")
        .containsEntry("bootstrapServers", "kafka:9092")
        .containsEntry("sasl", "plaintext")
        .containsEntry("lagThreshold", "200");
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).sorted().toList();
      assumeFalse(found.isEmpty(), "there is no *" + end + " in deploy/" + folder);
      return found;
    }
  }
}
