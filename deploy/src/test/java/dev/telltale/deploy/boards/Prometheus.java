// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Prometheus that scrapes one address every second, exemplars too. */
final class Prometheus implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI address;

  private Prometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Where a program of one of these names is, if it is installed. */
  static Optional<Path> program(String... names) {
    return Arrays.stream(names)
        .flatMap(
            name ->
                Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one; a port that somebody else took meanwhile is tried again with another. */
  static Prometheus scraping(URI target, Path folder) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            String.join(
                "\n",
                "global: {scrape_interval: 1s}",
                "scrape_configs:",
                "  - job_name: telltale",
                "    static_configs: [{targets: ['" + target.getAuthority() + "']}]",
                ""));
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free();
      Path log = folder.resolve("prometheus.log");
      Process process =
          new ProcessBuilder(
                  List.of(
                      program("prometheus").orElseThrow().toString(),
                      "--config.file=" + config,
                      "--storage.tsdb.path=" + folder.resolve("tsdb"),
                      "--enable-feature=exemplar-storage",
                      "--web.listen-address=127.0.0.1:" + port))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Prometheus started = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
      await().atMost(SOON).until(() -> started.isReady() || !process.isAlive());
      if (process.isAlive()) {
        return started;
      }
      if (attempt == Ports.TRIES) {
        throw new AssertionError("prometheus: " + Files.readString(log));
      }
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The series of an expression as they are now. Throws when it is no PromQL. */
  JsonNode now(String expression) throws IOException, InterruptedException {
    return data("/api/v1/query?query=" + encoded(expression), expression).path("result");
  }

  /** The same over time. */
  JsonNode over(String expression, Instant from, Instant to, Duration step)
      throws IOException, InterruptedException {
    return data(
            "/api/v1/query_range?query="
                + encoded(expression)
                + "&start="
                + from.getEpochSecond()
                + "&end="
                + to.getEpochSecond()
                + "&step="
                + step.toSeconds(),
            expression)
        .path("result");
  }

  /** Exemplars of the series that an expression names. */
  JsonNode exemplars(String expression, Instant from, Instant to)
      throws IOException, InterruptedException {
    return data(
        "/api/v1/query_exemplars?query="
            + encoded(expression)
            + "&start="
            + from.getEpochSecond()
            + "&end="
            + to.getEpochSecond(),
        expression);
  }

  /** Values of a label of the series that match. */
  List<String> labelValues(String series, String label) throws IOException, InterruptedException {
    List<String> values = new ArrayList<>();
    data("/api/v1/label/" + label + "/values?match%5B%5D=" + encoded(series), series)
        .forEach(value -> values.add(value.asText()));
    return values;
  }

  private JsonNode data(String path, String question) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    JsonNode answer = Board.JSON.readTree(response.body());
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(answer.path("error").asText() + "\n  in: " + question);
    }
    return answer.path("data");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path)).timeout(SOON).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
