// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** {@code ./telltale demo} as users run it, and what makes the days that are not good. */
final class DemoRun implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Path JAR = Path.of("..", "standalone", "target", "telltale.jar");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final URI metrics;
  private final URI api;
  private final URI otlp;
  private final String kafka;

  private DemoRun(Process process, Path log, int metrics, int api, int otlp, int kafka) {
    this.process = process;
    this.log = log;
    this.metrics = URI.create("http://127.0.0.1:" + metrics);
    this.api = URI.create("http://127.0.0.1:" + api);
    this.otlp = URI.create("http://127.0.0.1:" + otlp);
    this.kafka = "127.0.0.1:" + kafka;
  }

  static boolean isBuilt() {
    return Files.exists(JAR);
  }

  /** Starts one whose language model is at that address, and waits until all roles are up. */
  static DemoRun start(Path folder, URI model) throws IOException {
    for (int attempt = 1; ; attempt++) {
      int metrics = Ports.free();
      int api = Ports.free();
      int otlp = Ports.free();
      int kafka = Ports.free();
      Path log = folder.resolve("demo.log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-jar", JAR.toString(), "demo"));
      command.addAll(List.of("--metrics-port", "" + metrics, "--api-port", "" + api));
      command.addAll(List.of("--http-port", "" + otlp, "--kafka-port", "" + kafka));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(settings(model));
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      DemoRun demo = new DemoRun(process, log, metrics, api, otlp, kafka);
      await().atMost(READY).until(() -> demo.isReady() || !process.isAlive());
      if (process.isAlive()) {
        return demo;
      }
      if (attempt == Ports.TRIES) {
        throw new AssertionError("demo: " + demo.log());
      }
    }
  }

  private static Map<String, String> settings(URI model) {
    return Map.of(
        "TELLTALE_JUDGE_LLM_BASE_URL", model.toString(),
        "TELLTALE_JUDGE_LLM_API_KEY", "none",
        "TELLTALE_JUDGE_LLM_MODEL", "gpt-4o-mini",
        "TELLTALE_JUDGE_LLM_CIRCUIT_PAUSE", "3s",
        "TELLTALE_JUDGE_BUDGETS_EACH_SIGNAL_CALLS_PER_HOUR", "60");
  }

  URI metrics() {
    return metrics;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Adds signals to those of the demo; a machine that is busy may take more than one try. */
  void apply(String manifests) throws IOException {
    String body =
        Board.JSON.writeValueAsString(
            Map.of("files", List.of(Map.of("name", "signals.yaml", "content", manifests))));
    await()
        .atMost(READY)
        .until(
            () -> {
              HttpResponse<String> answer = post(api.resolve("/api/v1/apply"), body);
              if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                throw new AssertionError(answer.body());
              }
              return answer.statusCode() == 200;
            });
  }

  /** A client that leaves out the trace id. */
  void sendSpanWithoutTrace() throws IOException, InterruptedException {
    post(
        otlp.resolve("/v1/traces"),
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"","spanId":"0102030405060708",
        "name":"x","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}
        """);
  }

  /** A producer that knows nothing of the wire format. */
  void writeGarbage() {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
      // Closing waits for it.
      var unused =
          producer.send(
              new ProducerRecord<>("telltale.session-traces", "default/nobody/none", "garbage"));
    }
  }

  /** What /metrics says now. */
  String scrape() throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(metrics.resolve("/metrics"))
                .header("Accept", "application/openmetrics-text")
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private boolean isReady() throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(metrics.resolve("/health")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> post(URI to, String body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
