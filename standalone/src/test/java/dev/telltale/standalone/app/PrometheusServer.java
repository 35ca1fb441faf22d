// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.standalone.line.Otlp;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Prometheus over a folder of blocks, as Debian's package has it. */
final class PrometheusServer implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int TRIES = 3;

  private final Process process;
  private final URI address;

  private PrometheusServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Where a program of that name is, if it is installed. */
  static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Makes blocks of a file, and gives what promtool said. */
  static String load(Path file, Path data) throws IOException, InterruptedException {
    Path said = Files.createTempFile("promtool-", ".out");
    Process promtool =
        new ProcessBuilder(
                List.of(
                    program("promtool").orElseThrow().toString(),
                    "tsdb",
                    "create-blocks-from",
                    "openmetrics",
                    "--max-block-duration=24h",
                    file.toString(),
                    data.toString()))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      if (!promtool.waitFor(SOON.toSeconds(), TimeUnit.SECONDS) || promtool.exitValue() != 0) {
        throw new AssertionError("promtool: " + Files.readString(said));
      }
      return Files.readString(said);
    } finally {
      promtool.destroyForcibly();
      Files.delete(said);
    }
  }

  /** Starts one that scrapes nothing. */
  static PrometheusServer over(Path data, Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("prometheus.yml"), "scrape_configs: []\n");
    for (int attempt = 1; ; attempt++) {
      int port;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      List<String> command = new ArrayList<>();
      command.add(program("prometheus").orElseThrow().toString());
      command.add("--config.file=" + config);
      command.add("--storage.tsdb.path=" + data);
      command.add("--web.listen-address=127.0.0.1:" + port);
      Path log = folder.resolve("prometheus.log");
      PrometheusServer server =
          new PrometheusServer(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(log.toFile())
                  .start(),
              URI.create("http://127.0.0.1:" + port));
      await().atMost(SOON).until(() -> server.isReady() || !server.process.isAlive());
      if (server.process.isAlive()) {
        return server;
      }
      // Another may have taken the port in between.
      if (attempt == TRIES) {
        throw new AssertionError("prometheus: " + Files.readString(log));
      }
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return Otlp.get(address, "/-/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The one value of an expression at an instant; empty when there is none. */
  Optional<Double> value(String expression, Instant at) throws IOException, InterruptedException {
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                Otlp.get(
                        address,
                        "/api/v1/query?query="
                            + URLEncoder.encode(expression, UTF_8)
                            + "&time="
                            + at.getEpochSecond())
                    .body());
    JsonNode result = answer.at("/data/result");
    if (!answer.path("status").asText().equals("success") || result.size() > 1) {
      throw new AssertionError(expression + ": " + answer);
    }
    return result.isEmpty()
        ? Optional.empty()
        : Optional.of(Double.valueOf(result.at("/0/value/1").asText()));
  }

  @Override
  public void close() throws IOException {
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
