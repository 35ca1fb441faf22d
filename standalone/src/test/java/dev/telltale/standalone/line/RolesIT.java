// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.standalone.TestProcess;
import dev.telltale.standalone.app.Standalone;
import dev.telltale.standalone.config.ConfigReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each role in a process of its own, as README tells it, against a Kafka and a registry that are
 * there.
 */
class RolesIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String PREFIX = "apart.";

  @TempDir Path dir;

  @Test
  void rolesThatRunApartTakeASpanToALabelAndStopWhenTheyAreTold() throws Exception {
    // Another prefix of topic names: the standalone process lends its Kafka and registry, and sees
    // nothing of this.
    try (Standalone lender = lender()) {
      Map<String, String> environment = new HashMap<>();
      environment.put("TELLTALE_KAFKA_BOOTSTRAP_SERVERS", lender.kafka().bootstrapServers());
      environment.put("TELLTALE_KAFKA_TOPIC_PREFIX", PREFIX);
      environment.put("TELLTALE_REGISTRY_URL", lender.registry().toString());
      environment.put("TELLTALE_CLASSIFIER_STATE_DIR", dir.resolve("state").toString());
      environment.put("TELLTALE_CLASSIFIER_ROOT_QUIET", "1s");
      environment.put("TELLTALE_JUDGE_OFFLINE_LEAD", "0");
      int http = free();
      int api = free();
      environment.put("TELLTALE_GATEWAY_HTTP_PORT", Integer.toString(http));
      environment.put("TELLTALE_GATEWAY_GRPC_PORT", Integer.toString(free()));
      environment.put("TELLTALE_CONTROL_PLANE_PORT", Integer.toString(api));

      assertThat(TestProcess.run(SOON, environment, "gateway").err())
          .contains("topics are missing")
          .contains("telltale topics create");
      TestProcess.Result created = TestProcess.run(SOON, environment, "topics", "create");
      assertThat(created.exitCode()).as(created.err()).isZero();
      assertThat(created.out()).contains("created apart.spans", "26 created, 0 were there");

      Map<String, TestProcess> roles = new LinkedHashMap<>();
      try {
        for (String role : List.of("control-plane", "judge", "classifier", "alerts", "gateway")) {
          int metrics = free();
          environment.put("TELLTALE_METRICS_PORT", Integer.toString(metrics));
          TestProcess process = TestProcess.start(environment, role);
          roles.put(role, process);
          await(role)
              .atMost(SOON)
              .ignoreExceptions()
              .until(() -> Otlp.get(local(metrics), "/health").statusCode() == 200);
        }
        Path signals =
            Files.writeString(
                dir.resolve("s.yaml"),
                "kind: signal\nagent: support\nsignal: user-frustration\ntemplate: user-frustration\n");
        TestProcess.Result applied =
            TestProcess.run(
                SOON,
                environment,
                "apply",
                "-f",
                signals.toString(),
                "--api",
                local(api).toString());
        assertThat(applied.out())
            .as(applied.err())
            .contains("created", "default/support/user-frustration");
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(
            dev.telltale.schemas.signal.SignalHistory.SETTLES_AFTER.toMillis());
        Otlp.post(
            local(http),
            "/v1/traces",
            Otlp.turn(
                "0".repeat(31) + "7", "support", "s-1", "This is useless, I am fed up!", "Sorry."));

        TestProcess.Result tail =
            TestProcess.run(
                SOON,
                environment,
                "tail",
                "labels",
                "--from-beginning",
                "--max",
                "1",
                "--timeout",
                "60");
        assertThat(tail.out())
            .contains(
                "\"signal\":\"user-frustration\"",
                "\"outcome\":\"LABELLED\"",
                "\"value\":\"true\"");

        for (Map.Entry<String, TestProcess> role : roles.entrySet()) {
          TestProcess.Result stopped = role.getValue().terminate().await(SOON);
          assertThat(stopped.exitCode()).as(role.getKey() + ": " + stopped.err()).isZero();
        }
      } finally {
        for (TestProcess role : roles.values()) {
          role.close();
        }
      }
    }
  }

  private Standalone lender() {
    Map<String, String> ports =
        Map.of(
            "telltale.gateway.http-port", "0",
            "telltale.gateway.grpc-port", "0",
            "telltale.control-plane.port", "0",
            "telltale.metrics.port", "0");
    return Standalone.start(
        dir.resolve("lender"),
        0,
        ConfigReader.read(Map.of(), Optional.empty(), Map.of(), ports),
        InstantSource.system(),
        System.err);
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
