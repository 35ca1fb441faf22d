// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.control.command.DefinitionLogException;
import dev.telltale.control.command.InMemoryTopics;
import dev.telltale.control.command.RecordingLabels;
import dev.telltale.schemas.access.AccessKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {
  private static final String APPLY =
      """
      {"files": [{"name": "s.yaml", "content": "kind: signal\\nagent: a\\nsignal: s\\ntype: binary\\nscope: trace\\nprompt: p\\nstate: draft"}]}
      """;

  private final InMemoryTopics topics = new InMemoryTopics();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger fenced = new AtomicInteger();
  private final List<ControlPlane> opened = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    CompletableFuture.allOf(
            opened.stream()
                .map(plane -> CompletableFuture.runAsync(plane::close))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  @Test
  void aSecondInstanceReadsWhatTheFirstWroteAndEndsIt() throws Exception {
    ControlPlane first = open(0);
    assertThat(first.isHealthy()).isFalse();
    assertThat(first.isAlive()).isTrue();
    first.start();
    assertThat(first.isHealthy()).isTrue();
    assertThat(apply(first).statusCode()).isEqualTo(200);

    ControlPlane second = open(0);
    second.start();

    assertThat(signals(second)).contains("default/a/s");
    assertThat(apply(second).body()).contains("unchanged");
    HttpResponse<String> refused = applyOther(first);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(first.isHealthy()).isFalse();
    assertThat(first.isAlive()).isFalse();
    assertThat(second.isAlive()).isTrue();
    await().until(() -> fenced.get() == 1);
    assertThat(applyOther(second).statusCode()).isEqualTo(200);
  }

  @Test
  void appliesAndDefinitionsAreCounted() throws Exception {
    ControlPlane plane = open(0);
    assertThat(applies("written")).isZero();
    plane.start();

    apply(plane);
    apply(plane);

    assertThat(applies("written")).isEqualTo(1);
    assertThat(applies("unchanged")).isEqualTo(1);
    assertThat(applies("refused")).isZero();
    assertThat(definitions("signal")).isEqualTo(1);
    assertThat(definitions("alert")).isZero();
  }

  @Test
  void aPortInUseIsToldAndNobodyIsEndedForIt() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      ControlPlane first = open(0);
      first.start();
      ControlPlane second = open(other.getLocalPort());

      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "port " + other.getLocalPort() + " is in use (choose another with --api-port)");

      assertThat(apply(first).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatCannotBeReadIsNotServed() throws Exception {
    topics.readable(false);
    ControlPlane plane = open(0);

    assertThatThrownBy(plane::start).isInstanceOf(DefinitionLogException.class);

    assertThat(plane.isHealthy()).isFalse();
    assertThat(plane.isAlive()).isTrue();
    assertThat(apply(plane).statusCode()).isEqualTo(503);
    assertThat(signals(plane)).contains("definitions are still being read");
  }

  @Test
  void aDoorThatIsOpenToEverybodyIsRefusedUnlessItIsWanted() {
    ControlConfig defaults = ControlConfig.defaults();
    ControlConfig open =
        new ControlConfig(
            0, "0.0.0.0", false, false, false, defaults.startTimeout(), defaults.readBackTimeout());

    assertThatThrownBy(open(open)::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("bind: 0.0.0.0 can be reached by others");
  }

  private ControlPlane open(int port) {
    ControlConfig defaults = ControlConfig.defaults();
    return open(
        new ControlConfig(
            port,
            defaults.bind(),
            false,
            false,
            false,
            defaults.startTimeout(),
            defaults.readBackTimeout()));
  }

  private ControlPlane open(ControlConfig config) {
    ControlPlane plane =
        new ControlPlane(
            config,
            topics.log(fenced::incrementAndGet),
            new RecordingLabels(),
            AccessKeys::none,
            opened.isEmpty() ? meters : new SimpleMeterRegistry(),
            InstantSource.system());
    opened.add(plane);
    return plane;
  }

  private double applies(String result) {
    return meters.get("telltale.control.applies").tag("result", result).counter().count();
  }

  private double definitions(String kind) {
    return meters.get("telltale.control.definitions").tag("kind", kind).gauge().value();
  }

  private HttpResponse<String> apply(ControlPlane plane) throws IOException, InterruptedException {
    return post(plane, APPLY);
  }

  private HttpResponse<String> applyOther(ControlPlane plane)
      throws IOException, InterruptedException {
    return post(plane, APPLY.replace("signal: s", "signal: other"));
  }

  private HttpResponse<String> post(ControlPlane plane, String body)
      throws IOException, InterruptedException {
    return http.send(
        request(plane, "/api/v1/apply")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String signals(ControlPlane plane) throws IOException, InterruptedException {
    return http.send(request(plane, "/api/v1/signals").build(), BodyHandlers.ofString()).body();
  }

  private static HttpRequest.Builder request(ControlPlane plane, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plane.port() + path));
  }
}
