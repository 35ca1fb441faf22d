// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.deploy.metrics.MetricsList;
import dev.telltale.deploy.metrics.Scrape;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's traffic: nobody is woken, and every metric is one of the list. */
class GoodDayIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A machine that builds may have a full disk, and no time for Kafka. */
  private static final Set<String> NOT_OURS = Set.of("TelltaleDiskFull", "TelltaleGatewaySlow");

  @TempDir private Path folder;
  private final List<Process> running = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : running) {
      Program.end(process);
    }
  }

  @Test
  void noAlertIsEvenPendingAndWhatIsExportedIsListed() throws Exception {
    Program program = Program.installed("prometheus", "prometheus");
    int metricsPort = Program.freePort();
    Process demo = demo(metricsPort);
    URI metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    int port = Program.freePort();
    running.add(prometheus(program, port, metricsPort));

    // Labels, and rules over them: by then each role has done its part.
    await()
        .atMost(SOON)
        .pollInterval(1, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              assertThat(demo.isAlive()).as(Files.readString(folder.resolve("demo.log"))).isTrue();
              Scrape now = Scrape.from(metrics);
              return Set.of("telltale_signal_coverage", "telltale_agent_runs_total").stream()
                      .allMatch(name -> now.metrics().stream().anyMatch(m -> m.name().equals(name)))
                  && rules(port).stream().noneMatch(rule -> is(rule, "health", "unknown"));
            });

    MetricsList list = MetricsList.read();
    Scrape scrape = Scrape.from(metrics);
    assertThat(list.unlisted(scrape)).isEmpty();
    assertThat(list.absentFrom(scrape)).isEmpty();
    assertThat(rules(port)).hasSameSizeAs(RuleFiles.rules());
    assertThat(rules(port)).allMatch(rule -> is(rule, "health", "ok"));
    // Between a rule's first evaluation and its second, nothing seems to be evaluated.
    await().atMost(SOON).untilAsserted(() -> assertThat(troubled(port)).isEmpty());
  }

  private static Set<String> troubled(int port) throws IOException {
    Set<String> troubled = new TreeSet<>();
    for (JsonNode rule : rules(port)) {
      if (rule.has("state") && !is(rule, "state", "inactive")) {
        troubled.add(rule.path("name").asText());
      }
    }
    troubled.removeAll(NOT_OURS);
    return troubled;
  }

  private Process demo(int metricsPort) throws IOException {
    Path jar = Path.of("..", "standalone", "target", "telltale.jar");
    assertThat(jar).exists();
    Process demo =
        new Program(Path.of(System.getProperty("java.home"), "bin", "java"))
            .start(
                folder.resolve("demo.log"),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "demo",
                "--metrics-port=" + metricsPort,
                "--api-port=0",
                "--grpc-port=0",
                "--http-port=0",
                "--kafka-port=0");
    running.add(demo);
    return demo;
  }

  private Process prometheus(Program program, int port, int target) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            String.join(
                "\n",
                "global: {scrape_interval: 1s, evaluation_interval: 1s}",
                "rule_files: ['" + RuleFiles.FOLDER.toAbsolutePath() + "/rules/*.yml']",
                "scrape_configs:",
                "  - job_name: telltale",
                "    static_configs: [{targets: ['127.0.0.1:" + target + "']}]",
                ""));
    // It looks for the demo once it is there: a role that has not started is missing.
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () ->
                Scrape.from(URI.create("http://127.0.0.1:" + target + "/metrics"))
                    .metrics()
                    .stream()
                    .anyMatch(metric -> metric.name().equals("telltale_role_healthy")));
    return program.start(
        folder.resolve("prometheus.log"),
        "--config.file=" + config,
        "--storage.tsdb.path=" + folder.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + port);
  }

  private static boolean is(JsonNode rule, String field, String value) {
    return rule.path(field).asText().equals(value);
  }

  private static List<JsonNode> rules(int port) throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    URI asked = URI.create("http://127.0.0.1:" + port + "/api/v1/rules");
    try (InputStream answer = asked.toURL().openStream()) {
      for (JsonNode group : JSON.readTree(answer).at("/data/groups")) {
        group.path("rules").forEach(rules::add);
      }
    }
    return rules;
  }
}
