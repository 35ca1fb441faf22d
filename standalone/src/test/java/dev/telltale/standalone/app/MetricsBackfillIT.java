// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.control.app.ControlConfig;
import dev.telltale.control.app.ControlPlane;
import dev.telltale.control.history.HistoryException;
import dev.telltale.control.history.KafkaLabelSource;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.app.StartedLine.Result;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import dev.telltale.standalone.line.Otlp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels of two days ago, live and backfilled: in the API, and in a Prometheus. */
class MetricsBackfillIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SignalKey LOST = new SignalKey("default", "support", "lost");
  private static final SignalKey MOOD = new SignalKey("default", "support", "mood");
  private static final SignalKey BUSY = new SignalKey("default", "support", "busy");
  private static final int HOURS = 5;

  /** In this hour nothing happened. */
  private static final int EMPTY = 2;

  private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();

  @TempDir private static Path folder;
  private static Instant start;
  private static EmbeddedKafka broker;
  private static KafkaConnection kafka;
  private static ControlPlane plane;

  @BeforeAll
  static void writeThePast() throws Exception {
    start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2));
    broker = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
    plane =
        new ControlPlane(
            new ControlConfig(0, "127.0.0.1", false, false, false, SOON, SOON),
            kafka,
            REGISTRY,
            AccessKeys::none,
            new SimpleMeterRegistry(),
            InstantSource.system(),
            () -> {});
    plane.start();
    define("\"signal\": \"lost\", \"type\": \"binary\"");
    define("\"signal\": \"mood\", \"type\": \"string\", \"labels\": [\"glad\", \"grim\"]");
    List<Label> labels = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      for (int i = 0; hour != EMPTY && i < 20 + hour; i++) {
        Instant at = start.plus(Duration.ofHours(hour)).plusSeconds(i * 60L);
        String target = hour + "-" + i;
        // Every third was skipped live, every other third has a label of each kind.
        if (i % 3 == 0) {
          labels.add(verdict(LOST, target, at, Origin.LIVE, 1, null));
        } else {
          labels.add(verdict(LOST, target, at, Origin.LIVE, 1, "false"));
        }
        if (i % 3 != 1) {
          labels.add(
              verdict(
                  LOST,
                  target,
                  at,
                  Origin.BACKFILL,
                  i % 3 == 0 ? 1 : 2,
                  i % 2 == 0 ? "true" : "false"));
        }
        labels.add(verdict(LOST, target, at, Origin.HUMAN, 3, "true"));
        labels.add(verdict(MOOD, target, at, Origin.LIVE, 1, i % 4 == 0 ? "glad" : "grim"));
      }
    }
    write(labels);
  }

  @AfterAll
  static void stop() {
    plane.close();
    broker.close();
  }

  @Test
  void aTargetWithALiveAndABackfilledLabelIsCountedOnce() throws Exception {
    JsonNode answer = distribution(LOST);

    assertThat(answer.path("buckets")).hasSize(HOURS);
    for (int hour = 0; hour < HOURS; hour++) {
      JsonNode bucket = answer.path("buckets").path(hour);
      int targets = hour == EMPTY ? 0 : 20 + hour;
      int live = 0;
      int trues = 0;
      for (int i = 0; i < targets; i++) {
        live += i % 3 == 1 ? 1 : 0;
        trues += i % 3 != 1 && i % 2 == 0 ? 1 : 0;
      }
      assertThat(bucket.path("labels").asInt()).isEqualTo(targets);
      assertThat(bucket.path("live").asInt()).isEqualTo(live);
      assertThat(bucket.path("backfilled").asInt()).isEqualTo(targets - live);
      assertThat(bucket.at("/values/true/labels").asInt()).isEqualTo(trues);
      assertThat(bucket.path("skipped").asInt()).isZero();
    }
    assertThat(answer.at("/total/labels").asInt()).isEqualTo(20 + 21 + 23 + 24);
    assertThat(
            run(
                    "signal",
                    "distribution",
                    "support/lost",
                    "--from",
                    start.toString(),
                    "--to",
                    start.plus(Duration.ofHours(HOURS)).toString(),
                    "--version",
                    "1")
                .out())
        .contains("default/support/lost version 1")
        .contains("total 88 labels, 30 of them backfilled; coverage 100.0 %");
  }

  @Test
  void thePastIsInAPrometheusThatIsGivenIt() throws Exception {
    assumeTrue(
        PrometheusServer.program("promtool").isPresent()
            && PrometheusServer.program("prometheus").isPresent(),
        "NOT TESTED: promtool and prometheus are not installed"
            + " (apt-get install --no-install-recommends prometheus)");
    Path file = folder.resolve("past.om");
    Path data = folder.resolve("prometheus");
    Instant end = start.plus(Duration.ofHours(HOURS + 1));

    Result result =
        run(
            "metrics",
            "backfill",
            "--from",
            start.toString(),
            "--to",
            end.toString(),
            "--output",
            file.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    PrometheusServer.load(file, data);
    // Once more, as somebody does who is not sure.
    PrometheusServer.load(file, data);
    JsonNode lost = distribution(LOST);
    JsonNode mood = distribution(MOOD);
    try (PrometheusServer prometheus = PrometheusServer.over(data, folder)) {
      for (int hour = 0; hour < HOURS; hour++) {
        JsonNode bucket = lost.path("buckets").path(hour);
        JsonNode moods = mood.path("buckets").path(hour);
        for (int minute : List.of(0, 3, 30, 59)) {
          Instant at = Instant.parse(bucket.path("to").asText()).plus(Duration.ofMinutes(minute));
          String of = "{signal=\"lost\",agent=\"support\",project=\"default\",window=\"1h\"";
          assertThat(prometheus.value("telltale_signal_label_volume" + of + "}", at))
              .hasValue(bucket.path("labels").asDouble());
          if (hour == EMPTY) {
            continue;
          }
          same(
              prometheus.value("telltale_signal_true_rate" + of + "}", at),
              bucket.at("/values/true/share"));
          same(
              prometheus.value("telltale_signal_interval_low" + of + ",value=\"true\"}", at),
              bucket.at("/values/true/low"));
          same(
              prometheus.value("telltale_signal_interval_high" + of + ",value=\"true\"}", at),
              bucket.at("/values/true/high"));
          same(
              prometheus.value("telltale_signal_coverage" + of + "}", at), bucket.path("coverage"));
          same(
              prometheus.value("telltale_signal_value_share{signal=\"mood\",value=\"glad\"}", at),
              moods.at("/values/glad/share"));
        }
      }
      Instant quiet = start.plus(Duration.ofHours(EMPTY + 1)).plus(Duration.ofMinutes(20));
      assertThat(prometheus.value("telltale_signal_true_rate", quiet)).isEmpty();
      assertThat(prometheus.value("telltale_signal_true_rate", start)).isEmpty();
      assertThat(
              prometheus.value(
                  "count_over_time(telltale_signal_true_rate[2h])",
                  start.plus(Duration.ofHours(3)).minusSeconds(1)))
          .hasValue(30.0);
      assertThat(prometheus.value("avg(telltale_signal_value_share)", end)).isPresent();
    }
  }

  @Test
  void aReadingThatTakesTooLongSaysHowFarItCame() throws Exception {
    List<Label> many = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      many.add(verdict(BUSY, "t" + i, start, Origin.LIVE, 1, "true"));
    }
    write(many);

    // Kafka gives 500 records at a time.
    assertThatThrownBy(
            () ->
                new KafkaLabelSource(kafka, REGISTRY, Duration.ZERO)
                    .each(BUSY, Instant.EPOCH, label -> {}))
        .isInstanceOf(HistoryException.class)
        .hasMessageMatching("labels cannot be read within 0 s: \\d+ of \\d+ records were .*");
  }

  private static void same(Optional<Double> found, JsonNode expected) {
    assertThat(expected.isNumber()).isTrue();
    assertThat(found.orElseThrow()).isCloseTo(expected.asDouble(), within(1e-12));
  }

  private static JsonNode distribution(SignalKey signal) throws Exception {
    return JSON.readTree(
        run(
                "signal",
                "distribution",
                signal.text(),
                "--from",
                start.toString(),
                "--to",
                start.plus(Duration.ofHours(HOURS)).toString(),
                "--json")
            .out());
  }

  private static Result run(String... words) {
    return StartedLine.run(
        Map.of("TELLTALE_API_URL", "http://127.0.0.1:" + plane.port()), List.of(words));
  }

  private static void define(String fields) throws Exception {
    String body =
        "{\"agent\": \"support\", \"scope\": \"trace\", \"prompt\": \"p\", " + fields + "}";
    assertThat(
            Otlp.post(URI.create("http://127.0.0.1:" + plane.port()), "/api/v1/signals", body)
                .statusCode())
        .isEqualTo(201);
  }

  private static void write(List<Label> labels) throws Exception {
    AvroCodec<Label> codec = new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.LABELS);
    String topic = kafka.name(Topics.LABELS);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (Label label : labels) {
        String key = new SignalKey(label.getProject(), label.getAgent(), label.getSignal()).text();
        sent.add(producer.send(new ProducerRecord<>(topic, key, codec.encode(label))));
      }
      byte[] other = "no label".getBytes(StandardCharsets.UTF_8);
      sent.add(producer.send(new ProducerRecord<>(topic, LOST.text(), other)));
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }

  private static Label verdict(
      SignalKey signal,
      String target,
      Instant at,
      Origin origin,
      int version,
      @Nullable String value) {
    return Label.newBuilder()
        .setLabelId(LabelId.of(signal, version, target + origin, 1, Optional.empty()))
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setVersion(version)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setRevision(1)
        .setTargetStart(at)
        .setTargetEnd(at)
        .setOrigin(origin)
        .setOutcome(value == null ? Outcome.SKIPPED : Outcome.LABELLED)
        .setValue(value)
        .setReason(value == null ? "budget" : null)
        .setDecidedAt(at)
        .build();
  }
}
