// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.standalone.app.Standalone;
import dev.telltale.standalone.config.ConfigReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All roles on the real embedded broker, in this process. */
class StandaloneIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String SIGNALS =
      """
      kind: signal
      agent: support
      signal: user-frustration
      template: user-frustration
      ---
      kind: alert
      agent: support
      signal: user-frustration
      alert: any-label
      metric: label_volume
      comparison: absolute
      fires: at or above 1
      window: 1m
      notify: [slack, console]
      """;

  @TempDir Path dir;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  @Test
  void aTurnBecomesALabelAnAlertAndASlackMessageAndARestartGoesOnWhereItStopped() throws Exception {
    WireMockServer slack =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .jettyAcceptors(1)
                .bindAddress("127.0.0.1"));
    slack.start();
    slack.stubFor(WireMock.post("/hook").willReturn(WireMock.ok("ok")));
    Map<String, String> flags = Map.of("telltale.alerts.slack-webhook", slack.baseUrl() + "/hook");
    try {
      try (Standalone line = start(flags)) {
        assertThat(apply(line).statusCode()).isEqualTo(200);
        assertThat(apply(line).body()).contains("unchanged").doesNotContain("\"created\"");
        takeEffect();
        send(
            line,
            "0".repeat(31) + "1",
            "I am fed up, this is the third time I ask and nobody helps me!");

        await().atMost(SOON).until(() -> !labels(line).isEmpty());
        await()
            .atMost(SOON)
            .until(
                () ->
                    !slack
                        .findAll(WireMock.postRequestedFor(WireMock.urlEqualTo("/hook")))
                        .isEmpty());
        assertThat(console.toString(StandardCharsets.UTF_8)).contains("label volume");
        theTraceIsBesideTheCounterOfLabelsForWhoTakesOpenMetrics(line, "0".repeat(31) + "1");
        send(line, "0".repeat(31) + "2", "Still nothing. Useless!");
      }

      try (Standalone line = start(flags)) {
        assertThat(Otlp.get(line.api(), "/api/v1/signals").body()).contains("user-frustration");
        await().atMost(SOON).until(() -> traces(line).size() == 2);
        await().atMost(SOON).until(() -> labels(line).size() == 2);
        assertThat(labels(line)).extracting(Label::getTargetId).doesNotHaveDuplicates();
        await()
            .atMost(SOON)
            .until(() -> sessions(line).stream().anyMatch(s -> s.getTraces().size() == 2));
        assertThat(sessions(line)).extracting(Session::getSessionId).containsOnly("s-1");
      }
    } finally {
      slack.stop();
    }
  }

  private static void theTraceIsBesideTheCounterOfLabelsForWhoTakesOpenMetrics(
      Standalone line, String trace) throws Exception {
    HttpResponse<String> open = Otlp.openMetrics(line.metrics());
    assertThat(open.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(open.body())
        .containsPattern(
            "telltale_labels_total\\{[^}]*} 1\\.0 # \\{[^}]*trace_id=\"" + trace + "\"} 1\\.0 ");
    HttpResponse<String> plain = Otlp.get(line.metrics(), "/metrics");
    assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(plain.body()).contains("telltale_labels_total{").doesNotContain(" # {");
  }

  @Test
  void whatCannotBeDecodedGoesToTheDeadLettersAndTheLineGoesOn() throws Exception {
    try (Standalone line = start(Map.of());
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(line.kafka().producer())) {
      byte[] garbage = "not a span".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("telltale.spans", 0, "k", garbage)).get();
      send(line, "0".repeat(31) + "3", "hello");

      await()
          .atMost(SOON)
          .until(() -> !TopicLog.records(line.kafka(), Topics.DEAD_LETTERS).isEmpty());
      ConsumerRecord<String, byte[]> letter =
          TopicLog.records(line.kafka(), Topics.DEAD_LETTERS).get(0);
      assertThat(letter.value()).isEqualTo(garbage);
      assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("telltale.spans");
      assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
      assertThat(header(letter, DeadLetter.REASON)).isEqualTo("no-schema-id");
      await().atMost(SOON).until(() -> traces(line).size() == 1);
    }
  }

  @Test
  void confluentsOwnClientReadsTheTopicsThroughTheServedRegistry() throws Exception {
    try (Standalone line = start(Map.of())) {
      send(line, "0".repeat(31) + "4", "hello");
      await().atMost(SOON).until(() -> traces(line).size() == 1);

      CachedSchemaRegistryClient confluent =
          new CachedSchemaRegistryClient(line.registry().toString(), 100);
      ConsumerRecord<String, byte[]> record = TopicLog.records(line.kafka(), Topics.TRACES).get(0);
      int id = java.nio.ByteBuffer.wrap(record.value()).getInt(1);
      AvroSchema schema = (AvroSchema) confluent.getSchemaById(id);

      assertThat(confluent.getAllSubjects())
          .contains("telltale.traces-value", "telltale.spans-value");
      assertThat(confluent.getLatestSchemaMetadata("telltale.traces-value").getId()).isEqualTo(id);
      assertThat(confluent.getId("telltale.traces-value", schema)).isEqualTo(id);
      assertThat(
              confluent.testCompatibility(
                  "telltale.traces-value",
                  new AvroSchema(
                      "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}")))
          .isFalse();
      assertThat(decoded(schema, record.value())).contains("0".repeat(31) + "4");
    }
  }

  @Test
  void metricsAndHealthAreServedAndCountersExistAtZero() throws Exception {
    try (Standalone line = start(Map.of())) {
      JsonNode health = JSON.readTree(Otlp.get(line.metrics(), "/health").body());
      String metrics = Otlp.get(line.metrics(), "/metrics").body();

      assertThat(health.path("status").asText()).isEqualTo("up");
      assertThat(health.path("roles").size()).isEqualTo(5);
      assertThat(metrics)
          .contains("telltale_gateway_spans_received_total")
          .contains("telltale_assembly_traces_closed_total{reason=\"cap\"} 0.0")
          .contains("telltale_dispatch_not_selected_total{reason=\"sample\"} 0.0")
          .contains("telltale_judge_in_flight 0.0");
    }
  }

  @Test
  void aPortInUseIsToldInOneLineAndNothingStaysBehind() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> flags =
          Map.of("telltale.gateway.http-port", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(() -> start(flags))
          .hasMessageContaining("port " + taken.getLocalPort() + " is in use")
          .hasMessageContaining("--http-port");
    }
    try (Standalone again = start(Map.of())) {
      assertThat(again.otlpHttp().getPort()).isPositive();
    }
  }

  private Standalone start(Map<String, String> more) {
    Map<String, String> flags =
        new HashMap<>(
            Map.of(
                "telltale.gateway.http-port", "0",
                "telltale.gateway.grpc-port", "0",
                "telltale.control-plane.port", "0",
                "telltale.metrics.port", "0",
                "telltale.classifier.root-quiet", "1s",
                "telltale.classifier.session-idle", "4s",
                "telltale.alerts.interval", "10s",
                "telltale.alerts.settle", "1s",
                "telltale.control-plane.short-windows", "true",
                "telltale.judge.offline-lead", "0"));
    flags.putAll(more);
    return Standalone.start(
        dir,
        0,
        ConfigReader.read(Map.of(), Optional.empty(), Map.of(), flags),
        InstantSource.system(),
        new PrintStream(console, true, StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> apply(Standalone line)
      throws IOException, InterruptedException {
    String body =
        JSON.createObjectNode()
            .set(
                "files",
                JSON.createArrayNode()
                    .add(
                        JSON.createObjectNode()
                            .put("name", "signals.yaml")
                            .put("content", SIGNALS)))
            .toString();
    return Otlp.post(line.api(), "/api/v1/apply", body);
  }

  /**
   * A definition takes effect ten seconds after it was written: that is a rule, not a wait for
   * luck.
   */
  private static void takeEffect() throws InterruptedException {
    java.util.concurrent.TimeUnit.MILLISECONDS.sleep(
        dev.telltale.schemas.signal.SignalHistory.SETTLES_AFTER.toMillis());
  }

  private static void send(Standalone line, String traceId, String user)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        Otlp.post(
            line.otlpHttp(),
            "/v1/traces",
            Otlp.turn(traceId, "support", "s-1", user, "I am sorry."));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
  }

  private static List<Trace> traces(Standalone line) {
    return TopicLog.values(line.kafka(), registry(line), Topics.TRACES);
  }

  private static List<Session> sessions(Standalone line) {
    return TopicLog.values(line.kafka(), registry(line), Topics.SESSIONS);
  }

  private static List<Label> labels(Standalone line) {
    return TopicLog.values(line.kafka(), registry(line), Topics.LABELS);
  }

  private static SchemaRegistry registry(Standalone line) {
    return new HttpSchemaRegistry(
        line.registry(), Duration.ofSeconds(5), 3, Duration.ofMillis(100), null);
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  /** By the schema text that Confluent's client gave, with plain Avro. */
  private static String decoded(AvroSchema schema, byte[] record) throws IOException {
    var parsed = new org.apache.avro.Schema.Parser().parse(schema.canonicalString());
    var reader = new org.apache.avro.generic.GenericDatumReader<Object>(parsed);
    var decoder =
        org.apache.avro.io.DecoderFactory.get().binaryDecoder(record, 5, record.length - 5, null);
    return String.valueOf(reader.read(null, decoder));
  }
}
