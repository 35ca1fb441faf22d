// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.gateway.ScriptedProducer;
import dev.telltale.gateway.app.TlsConfig.ClientCertificates;
import dev.telltale.gateway.bridge.BridgeSettings;
import dev.telltale.gateway.bridge.Encoding;
import dev.telltale.gateway.limit.LimitSettings;
import dev.telltale.gateway.redact.RedactionSettings;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.price.Prices;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void itIsHealthyWhileItListensAndKafkaIsThere() {
    RunningGateway running = new RunningGateway();
    assertThat(running.gateway.isHealthy()).isTrue();

    running.kafka.fail();
    assertThat(running.gateway.isHealthy()).isFalse();
    assertThat(running.gateway.isAlive()).isTrue();

    running.kafka.recover();
    assertThat(running.gateway.isHealthy()).isTrue();

    running.close();
    assertThat(running.gateway.isHealthy()).isFalse();
  }

  @Test
  void closingAnswersWhatIsInFlight() {
    RunningGateway running = new RunningGateway();
    running.kafka.hold();
    CompletableFuture<HttpResponse<Void>> answer = post(running.gateway.httpPort());
    await().until(() -> running.kafka.held() == 1);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(running.gateway::close);
    await().until(() -> !running.gateway.isHealthy());
    running.kafka.release();

    assertThat(answer.join().statusCode()).isEqualTo(200);
    closed.join();
    assertThat(running.kafka.closed()).isTrue();
    assertThatThrownBy(() -> post(running.gateway.httpPort()).join())
        .hasRootCauseInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({"true, --http-port", "false, --grpc-port"})
  void aPortInUseIsNamedWithTheOptionThatChangesIt(boolean http, String option) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();
      try (Gateway gateway =
          gateway(config(http ? taken : 0, http ? 0 : taken, "127.0.0.1", false))) {
        assertThatThrownBy(gateway::start)
            .isInstanceOf(GatewayStartException.class)
            .hasMessage("port " + taken + " is in use (choose another with " + option + ")");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, cannot listen on 192.0.2.1"})
  void anAddressOfAnotherMachineCannotBeListenedOn(String address, String message) {
    try (Gateway gateway = gateway(config(0, 0, address, true))) {
      assertThatThrownBy(gateway::start)
          .isInstanceOf(GatewayStartException.class)
          .hasMessageStartingWith(message);
    }
  }

  @Test
  void othersMayReachItOnlyWithKeysOrWhenAnonymousAccessIsSwitchedOn() {
    assertThatThrownBy(() -> gateway(config(0, 0, "0.0.0.0", false)))
        .isInstanceOf(GatewayStartException.class)
        .hasMessageContaining("access keys");

    try (Gateway gateway = gateway(config(0, 0, "0.0.0.0", true))) {
      gateway.start();
      assertThat(post(gateway.httpPort()).join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aKafkaThatIsAwayDoesNotKeepItFromStarting() {
    KafkaConnection nowhere =
        new KafkaConnection("127.0.0.1:1", "t.", Map.of("max.block.ms", "100"));
    try (Gateway gateway =
        new Gateway(
            config(0, 0, "127.0.0.1", false),
            nowhere,
            new InMemorySchemaRegistry(),
            AccessKeys::none,
            new SimpleMeterRegistry(),
            InstantSource.system())) {
      gateway.start();

      assertThat(gateway.isHealthy()).isFalse();
      assertThat(post(gateway.httpPort()).join().statusCode()).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, a, 1, httpPort: -1 (expected: 0..65535)",
    "0, 70000, a, 1, grpcPort: 70000 (expected: 0..65535)",
    "4318, 4318, a, 1, grpcPort: 4318 (expected: another than httpPort)",
    "1, 2, ' ', 1, bindAddress: empty (expected: such as 127.0.0.1)",
    "1, 2, a, 0, maxRequestBytes: 0 (expected: 1 or more)"
  })
  void settingsThatCannotWorkAreRefused(
      int http, int grpc, String address, int bytes, String message) {
    assertThatThrownBy(
            () ->
                new GatewayConfig(
                    http,
                    grpc,
                    address,
                    false,
                    bytes,
                    1,
                    1,
                    1,
                    1,
                    AdmissionConfig.defaults(),
                    EndpointConfig.defaults(),
                    TlsConfig.off(),
                    BridgeSettings.off(),
                    RedactionSettings.defaults(),
                    LimitSettings.defaults(),
                    Prices.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aBridgeFromATopicThatTelltaleWritesIsRefused() {
    GatewayConfig config =
        new GatewayConfig(
            0,
            0,
            "127.0.0.1",
            false,
            1,
            1,
            1,
            1,
            1,
            AdmissionConfig.defaults(),
            EndpointConfig.defaults(),
            TlsConfig.off(),
            new BridgeSettings(List.of("otlp_spans", "t.spans"), Encoding.AUTO, "default"),
            RedactionSettings.defaults(),
            LimitSettings.defaults(),
            Prices.none());

    assertThatThrownBy(() -> gateway(config))
        .isInstanceOf(GatewayStartException.class)
        .hasMessageContaining("t.spans is written by Telltale itself");
  }

  @Test
  void theDefaultsAreThoseOfTheProtocolOnThisMachineOnly() {
    assertThat(GatewayConfig.defaults())
        .isEqualTo(
            new GatewayConfig(
                4318,
                4317,
                "127.0.0.1",
                false,
                67_108_864,
                67_108_864,
                20_000,
                16,
                256,
                new AdmissionConfig(
                    Runtime.getRuntime().maxMemory() / 4,
                    4096,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    0,
                    0),
                new EndpointConfig(OptionalInt.empty(), false, List.of()),
                new TlsConfig(
                    Optional.empty(), Optional.empty(), Optional.empty(), ClientCertificates.OFF),
                BridgeSettings.off(),
                RedactionSettings.defaults(),
                LimitSettings.defaults(),
                Prices.bundled()));
  }

  private CompletableFuture<HttpResponse<Void>> post(int port) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(request(span(1).build()).toByteArray()))
            .build(),
        BodyHandlers.discarding());
  }

  private static Gateway gateway(GatewayConfig config) {
    return new Gateway(
        config,
        "t.",
        ScriptedProducer::new,
        new InMemorySchemaRegistry(),
        AccessKeys::none,
        new SimpleMeterRegistry(),
        InstantSource.system(),
        RunningGateway.NO_BRIDGE);
  }

  private static GatewayConfig config(
      int httpPort, int grpcPort, String address, boolean anonymous) {
    return new GatewayConfig(
        httpPort,
        grpcPort,
        address,
        anonymous,
        100_000,
        100_000,
        100,
        4,
        16,
        AdmissionConfig.defaults(),
        EndpointConfig.defaults(),
        TlsConfig.off(),
        BridgeSettings.off(),
        RedactionSettings.defaults(),
        LimitSettings.defaults(),
        Prices.none());
  }
}
