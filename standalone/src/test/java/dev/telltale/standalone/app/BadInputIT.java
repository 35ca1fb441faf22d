// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.standalone.TestProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a user's side is told in one line, with an exit code that is not zero. */
class BadInputIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Map<String, String> NO_BROKER =
      Map.of("TELLTALE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");

  @TempDir Path folder;

  @Test
  void halfJsonIsToldByItsLineAndNothingStarts() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("half.jsonl"), "{\"resourceSpans\":[]}\n{\"resourceSpans\":[\n");

    assertFails(Map.of(), "half.jsonl:2: not JSON", "demo", "--exit", "--traffic", file.toString());
  }

  @Test
  void anUnknownTopicIsToldWithThoseThatThereAre() throws Exception {
    assertFails(Map.of(), "unknown topic: spam (one of: spans,", "tail", "spam");
  }

  @Test
  void aBrokerThatCannotBeReachedIsToldByItsAddress() throws Exception {
    assertFails(NO_BROKER, "Kafka at 127.0.0.1:1", "tail", "spans");
    assertFails(NO_BROKER, "Kafka at 127.0.0.1:1", "topics", "check");
    assertFails(NO_BROKER, "Kafka at 127.0.0.1:1", "gateway");
  }

  @Test
  void anUnknownKeyIsToldInFileAndEnvironment() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("telltale.yaml"), "telltale:\n  gatway:\n    http-port: 1\n");

    assertFails(
        Map.of(), "telltale.gatway.http-port", "topics", "check", "--config", file.toString());
    assertFails(
        Map.of("TELLTALE_GATWAY_HTTP_PORT", "1"), "TELLTALE_GATWAY_HTTP_PORT", "topics", "check");
  }

  @Test
  void aPortInUseIsToldWithTheFlagThatChoosesAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      String dir = folder.resolve("data").toString();

      assertFails(
          Map.of(),
          "port " + port + " is in use (choose another with --kafka-port)",
          "standalone",
          "--dir",
          dir,
          "--kafka-port",
          port);
      assertFails(
          Map.of(),
          "port " + port + " is in use (choose another with --api-port)",
          "standalone",
          "--dir",
          dir,
          "--kafka-port",
          "0",
          "--http-port",
          "0",
          "--grpc-port",
          "0",
          "--metrics-port",
          "0",
          "--api-port",
          port);
    }
  }

  @Test
  void anApiThatIsNotThereIsToldWithWhatToDo() throws Exception {
    Path file = Files.writeString(folder.resolve("s.yaml"), "kind: signal\n");

    assertFails(
        Map.of("TELLTALE_API_URL", "http://127.0.0.1:1"),
        "http://127.0.0.1:1",
        "apply",
        "-f",
        file.toString());
  }

  @Test
  void aVerbThatDoesNotExistIsToldWithTheNearestOne() throws Exception {
    TestProcess.Result result = TestProcess.run(SOON, Map.of(), "tails", "spans");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("tails", "telltale tail");
  }

  private static void assertFails(
      Map<String, String> environment, String message, String... arguments)
      throws IOException, InterruptedException {
    TestProcess.Result result = TestProcess.run(SOON, new HashMap<>(environment), arguments);

    assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
    assertThat(result.err()).contains(message).doesNotContain("\tat ");
    assertThat(
            result
                .err()
                .lines()
                .filter(line -> line.startsWith("telltale: ") && line.contains(message))
                .count())
        .as(result.err())
        .isEqualTo(1);
    assertThat(result.out()).isEmpty();
  }
}
