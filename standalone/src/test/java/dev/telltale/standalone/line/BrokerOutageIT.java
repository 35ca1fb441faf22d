// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.gateway.app.Gateway;
import dev.telltale.gateway.app.GatewayConfig;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is stopped and started again while clients send. */
class BrokerOutageIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int HTTP_CLIENTS = 3;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Integer> answers = ConcurrentHashMap.newKeySet();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong numbers = new AtomicLong();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private volatile boolean sending = true;
  @TempDir private Path dir;

  @Test
  void everyAcknowledgedSpanIsThereAndEveryOtherMayBeSentAgain() throws Exception {
    EmbeddedKafka broker = new EmbeddedKafka(dir, 0);
    KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "t.", Map.of());
    SchemaRegistry registry = new InMemorySchemaRegistry();
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
    ExecutorService clients = Executors.newFixedThreadPool(HTTP_CLIENTS + 1);
    try (Gateway gateway =
        new Gateway(config(), kafka, registry, AccessKeys::none, meters, InstantSource.system())) {
      gateway.start();
      List<CompletableFuture<Void>> loads = load(gateway, clients);
      await().atMost(SOON).until(() -> acknowledged.size() > 500);

      broker.close();
      await().atMost(SOON).until(() -> refused.get() > 5);
      assertThat(gateway.isHealthy()).isFalse();
      assertThat(gateway.isAlive()).isTrue();

      broker = new EmbeddedKafka(dir, port(broker));
      int before = acknowledged.size();
      await().atMost(SOON).until(() -> acknowledged.size() > before + 500);
      assertThat(gateway.isHealthy()).isTrue();

      sending = false;
      CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new)).join();
      await().until(() -> meters.get("telltale.gateway.inflight.bytes").gauge().value() == 0);

      Set<String> stored =
          TopicLog.values(kafka, registry, Topics.SPANS).stream()
              .map(Span::getSpanId)
              .collect(Collectors.toSet());
      assertThat(stored).containsAll(acknowledged);
      assertThat(answers).isSubsetOf(200, 503);
      assertThat(grpcAnswers()).containsExactlyInAnyOrder("OK", "UNAVAILABLE");
    } finally {
      sending = false;
      clients.shutdown();
      broker.close();
    }
  }

  private List<CompletableFuture<Void>> load(Gateway gateway, ExecutorService clients) {
    List<CompletableFuture<Void>> loads = new java.util.ArrayList<>();
    URI address = URI.create("http://127.0.0.1:" + gateway.httpPort() + "/v1/traces");
    for (int i = 0; i < HTTP_CLIENTS; i++) {
      loads.add(CompletableFuture.runAsync(() -> sendOverHttp(address), clients));
    }
    loads.add(CompletableFuture.runAsync(() -> sendOverGrpc(gateway.grpcPort()), clients));
    return loads;
  }

  private void sendOverHttp(URI address) {
    while (sending) {
      String span = HexFormat.of().toHexDigits(numbers.incrementAndGet());
      String body =
          """
          {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%1$s%1$s","spanId":"%1$s",
          "name":"chat","startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000000000000001"}]}]}]}
          """
              .formatted(span);
      int status = status(address, body);
      answers.add(status);
      if (status == 200) {
        acknowledged.add(span);
      } else {
        refused.incrementAndGet();
      }
    }
  }

  private int status(URI address, String body) {
    try {
      return http.send(
              HttpRequest.newBuilder(address)
                  .header("content-type", "application/json")
                  .POST(BodyPublishers.ofString(body, UTF_8))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new IllegalStateException("the gateway broke a connection off", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One span a call: the exporter does not say which of several were stored. */
  private void sendOverGrpc(int port) {
    SpanExporter exporter =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint("http://127.0.0.1:" + port)
            .setTimeout(SOON)
            .setRetryPolicy(null)
            .build();
    try (SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Noting(exporter)))
            .build()) {
      while (sending) {
        tracers.get("test").spanBuilder("chat").startSpan().end();
        tracers.forceFlush().join(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
      }
    }
  }

  private Set<String> grpcAnswers() {
    return meters.get("telltale.gateway.requests").tag("transport", "grpc").counters().stream()
        .filter(counter -> counter.count() > 0)
        .map(counter -> String.valueOf(counter.getId().getTag("status")))
        .collect(Collectors.toSet());
  }

  private GatewayConfig config() {
    return new RoleSettings(
            ConfigReader.read(
                Map.of(),
                Optional.empty(),
                Map.of("TELLTALE_GATEWAY_HTTP_PORT", "0", "TELLTALE_GATEWAY_GRPC_PORT", "0"),
                Map.of()))
        .gateway();
  }

  private static int port(EmbeddedKafka broker) {
    return URI.create("kafka://" + broker.bootstrapServers()).getPort();
  }

  /** Notes what was acknowledged. */
  private final class Noting implements SpanExporter {
    private final SpanExporter exporter;

    Noting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            if (result.isSuccess()) {
              spans.forEach(span -> acknowledged.add(span.getSpanId()));
            } else {
              refused.incrementAndGet();
            }
          });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
