// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static dev.telltale.deploy.chart.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.chart.Manifests.Pod;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are started with exactly what the chart renders, but for ports and the addresses
 * to listen on, which this machine shares. There is no cluster.
 */
class RenderedRolesIT {
  private static final Path JAR = Path.of("..", "standalone", "target", "telltale.jar");
  private static final Duration SOON = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Process> started = new ArrayList<>();
  private final int kafkaPort = freePort();
  private final int registryPort = freePort();

  @TempDir private Path folder;

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void rolesRunAsRenderedTellTheProbesTheirStateAndEndWhenTheyAreTold() throws Exception {
    Process kafka = startKafkaAndRegistry();
    Manifests manifests =
        Chart.with(
            """
            kafka: {bootstrapServers: "127.0.0.1:%d"}
            registry: {url: "http://127.0.0.1:%d/registry"}
            topics: {replication: 0, minInsyncReplicas: 0}
            """
                .formatted(kafkaPort, registryPort));

    Pod check =
        manifests.pods().stream()
            .filter(pod -> pod.owner().path("kind").asText().equals("Pod"))
            .findFirst()
            .orElseThrow();
    Process checking = start(check, manifests, Map.of());
    assertThat(checking.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(checking.exitValue()).as(said(checking)).isZero();

    int gatewayMetrics = freePort();
    Process gateway =
        start(
            manifests.role("gateway"),
            manifests,
            Map.of(
                "TELLTALE_METRICS_BIND", "127.0.0.1",
                "TELLTALE_METRICS_PORT", String.valueOf(gatewayMetrics),
                "TELLTALE_GATEWAY_BIND", "127.0.0.1",
                "TELLTALE_GATEWAY_HTTP_PORT", String.valueOf(freePort()),
                "TELLTALE_GATEWAY_GRPC_PORT", String.valueOf(freePort())));
    int classifierMetrics = freePort();
    Process classifier =
        start(
            manifests.role("classifier"),
            manifests,
            Map.of(
                "TELLTALE_METRICS_BIND", "127.0.0.1",
                "TELLTALE_METRICS_PORT", String.valueOf(classifierMetrics),
                "TELLTALE_CLASSIFIER_STATE_DIR", folder.resolve("state").toString()));
    awaitStatus(gateway, gatewayMetrics, "readinessProbe", manifests.role("gateway"), 200);
    awaitStatus(classifier, classifierMetrics, "readinessProbe", manifests.role("classifier"), 200);
    assertThat(probe(gatewayMetrics, "livenessProbe", manifests.role("gateway"))).isEqualTo(200);
    assertThat(probe(classifierMetrics, "livenessProbe", manifests.role("classifier")))
        .isEqualTo(200);

    // One with a name is still a member once it has ended: its partitions wait for it.
    await().atMost(SOON).until(() -> names().contains("pod-0-1"));
    classifier.destroy();
    assertThat(classifier.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(classifier.exitValue()).as(said(classifier)).isZero();
    assertThat(names()).contains("pod-0-1");

    kafka.destroyForcibly().waitFor();
    awaitStatus(gateway, gatewayMetrics, "readinessProbe", manifests.role("gateway"), 503);
    assertThat(probe(gatewayMetrics, "livenessProbe", manifests.role("gateway"))).isEqualTo(200);

    gateway.destroy();
    assertThat(gateway.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(gateway.exitValue()).as(said(gateway)).isZero();
  }

  private Process startKafkaAndRegistry() throws Exception {
    Process process =
        start(
            Map.of(),
            List.of(
                "standalone",
                "--dir",
                folder.resolve("data").toString(),
                "--http-port=" + freePort(),
                "--grpc-port=" + freePort(),
                "--api-port=" + freePort(),
                "--metrics-port=" + registryPort,
                "--kafka-port=" + kafkaPort));
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .failFast(() -> refuseEnded(process))
        .until(() -> status(registryPort, "/health/ready") == 200);
    return process;
  }

  private Process start(Pod pod, Manifests manifests, Map<String, String> instead)
      throws IOException {
    Map<String, String> environment =
        new TreeMap<>(Rendered.of(manifests, pod, folder.resolve(pod.role())).environment());
    environment.putAll(instead);
    return start(environment, each(pod.container().path("args")).map(JsonNode::asText).toList());
  }

  private Process start(Map<String, String> environment, List<String> arguments)
      throws IOException {
    assertThat(JAR).as("mvn -pl standalone -am package makes it").exists();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toAbsolutePath().normalize().toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log(started.size()).toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private Path log(int number) {
    return folder.resolve("process-" + number + ".log");
  }

  private void refuseEnded(Process process) {
    if (!process.isAlive()) {
      throw new AssertionError(said(process));
    }
  }

  private String said(Process process) {
    try {
      return Files.readString(log(started.indexOf(process)));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Collection<String> names() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort))) {
      return Objects.requireNonNull(
              admin
                  .describeConsumerGroups(List.of("telltale.assemble"))
                  .all()
                  .get(30, TimeUnit.SECONDS)
                  .get("telltale.assemble"))
          .members()
          .stream()
          .map(MemberDescription::groupInstanceId)
          .flatMap(java.util.Optional::stream)
          .toList();
    }
  }

  private void awaitStatus(Process process, int port, String probe, Pod pod, int wanted) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .failFast(() -> refuseEnded(process))
        .untilAsserted(() -> assertThat(probe(port, probe, pod)).isEqualTo(wanted));
  }

  private int probe(int port, String probe, Pod pod) {
    return status(port, pod.container().path(probe).at("/httpGet/path").asText());
  }

  /** 0 while nobody listens. */
  private int status(int port, String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
