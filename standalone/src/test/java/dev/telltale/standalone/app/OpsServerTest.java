// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the two probes say in each state of a process. */
class OpsServerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final OpsServer ops =
      new OpsServer(
          "127.0.0.1", 0, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), server -> {});
  private volatile boolean ready = true;
  private volatile boolean alive = true;

  @AfterEach
  void close() {
    ops.close();
  }

  @Test
  void aProcessThatStartsIsAliveAndNotReady() throws Exception {
    assertThat(told("/health/live")).isEqualTo("200 {\"status\":\"up\",\"roles\":{}}");
    assertThat(told("/health/ready")).isEqualTo("503 {\"status\":\"starting\",\"roles\":{}}");
  }

  @Test
  void aRoleThatWaitsForKafkaIsAliveAndNotReady() throws Exception {
    run();
    ready = false;

    assertThat(told("/health/live"))
        .isEqualTo("200 {\"status\":\"up\",\"roles\":{\"gateway\":\"up\"}}");
    assertThat(told("/health/ready"))
        .isEqualTo("503 {\"status\":\"down\",\"roles\":{\"gateway\":\"down\"}}");
  }

  @Test
  void aRoleOfWhichAPartHasEndedAsksForANewProcess() throws Exception {
    run();
    alive = false;

    assertThat(told("/health/live"))
        .isEqualTo("503 {\"status\":\"down\",\"roles\":{\"gateway\":\"down\"}}");
  }

  @Test
  void healthAloneSaysWhatReadySays() throws Exception {
    assertThat(told("/health")).isEqualTo(told("/health/ready")).startsWith("503");
    run();
    assertThat(told("/health")).isEqualTo(told("/health/ready")).startsWith("200");
  }

  private void run() {
    ops.watch("gateway", new Vitals(() -> ready, () -> alive));
    ops.started();
  }

  private String told(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops.port() + path)).build(),
            BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }
}
