// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.alert.backtest.Backtest;
import dev.telltale.alert.backtest.BacktestException;
import dev.telltale.alert.backtest.KafkaBacktester;
import dev.telltale.alert.evaluate.Schedule;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.topic.Ticks;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule over labels that stand in a broker, among others and what is no label. */
class BacktestIT {
  private static final SignalKey SIGNAL = new SignalKey("shop", "support", "frustrated");
  private static final SignalKey OTHER = new SignalKey("shop", "support", "lost");
  private static final Schedule EVERY_MINUTE =
      new Schedule(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(5));

  private static EmbeddedKafka broker;
  private static Instant noon;
  private static KafkaConnection kafka;
  private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();

  @TempDir Path folder;

  @BeforeAll
  static void writeThePast(@TempDir Path data) throws Exception {
    broker = new EmbeddedKafka(data, 0);
    noon = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
    kafka = new KafkaConnection(broker.bootstrapServers(), "past.", Map.of());
    // As the catalogue has it, but for the time: the past is written now.
    NewTopic labels =
        new NewTopic(kafka.name(Topics.LABELS), Topics.LABELS.partitions(), (short) 1)
            .configs(Map.of("message.timestamp.type", "CreateTime"));
    try (Admin admin = Admin.create(kafka.client())) {
      admin.createTopics(List.of(labels)).all().get();
    }
    AvroCodec<Label> codec = new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.LABELS);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (int partition = 0; partition < Topics.LABELS.partitions(); partition++) {
        ProducerRecord<String, byte[]> tick =
            new ProducerRecord<String, byte[]>(
                kafka.name(Topics.LABELS),
                partition,
                noon.toEpochMilli(),
                Ticks.key(partition),
                null);
        tick.headers().add(Ticks.HEADER, new byte[0]);
        producer.send(tick).get();
      }
      for (int minute = 0; minute < 60; minute++) {
        Instant at = noon.plus(Duration.ofMinutes(minute)).plusSeconds(10);
        send(producer, OTHER, at, codec.encode(label(OTHER, "o" + minute, Origin.LIVE)));
        send(producer, SIGNAL, at, codec.encode(label(SIGNAL, "b" + minute, Origin.BACKFILL)));
        if (minute >= 20 && minute < 30) {
          byte[] label = codec.encode(label(SIGNAL, "t" + minute, Origin.LIVE));
          send(producer, SIGNAL, at, label);
          send(producer, SIGNAL, at, label);
        }
        send(producer, SIGNAL, at, "no label at all".getBytes(UTF_8));
        send(producer, SIGNAL, at, null);
      }
    }
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @Test
  void aRuleFiresWhereItWouldHaveFired() throws IOException {
    Backtest backtest = run(rule().build(), noon, noon.plus(Duration.ofHours(2)));

    assertThat(backtest.events())
        .extracting(
            AlertEvent::getTransition,
            event -> Duration.between(noon, event.getWindow().getTo()).toMinutes(),
            AlertEvent::getNotify)
        .containsExactly(
            tuple(Transition.FIRED, 23L, true), tuple(Transition.RECOVERED, 33L, true));
    assertThat(backtest.events().get(0).getEvidence()).containsExactly("t22", "t21", "t20");
    // The first record says what time it is and judges nothing.
    assertThat(backtest.points()).hasSize(121);
    assertThat(backtest.points()).filteredOn(Backtest.Point::crossed).hasSize(10);
    assertThat(backtest.labels()).isEqualTo(20);
    assertThat(backtest.earliest()).isEqualTo(noon.plus(Duration.ofMinutes(20)).plusSeconds(10));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void labelsBeforeTheFirstWindowAreInIt() {
    Instant from = noon.plus(Duration.ofMinutes(25));

    assertThat(run(rule().build(), from, from).points())
        .singleElement()
        .satisfies(point -> assertThat(point.labels()).isEqualTo(5));
  }

  @Test
  void noWindowIsEvaluatedThatIsNotOver() {
    Backtest backtest =
        run(rule().build(), noon.plus(Duration.ofHours(4)), noon.plus(Duration.ofDays(9)));

    assertThat(backtest.points())
        .last()
        .satisfies(point -> assertThat(point.end()).isBefore(Instant.now()));
  }

  @Test
  void aRuleThatCannotBeEvaluatedIsRefused() {
    AlertRule rule = rule().setComparison(Comparison.PERCENTAGE_POINTS).build();

    assertThatThrownBy(() -> run(rule, noon, noon))
        .isInstanceOf(BacktestException.class)
        .hasMessage(
            "rule cannot be evaluated: percentage points of LABEL_VOLUME (expected: of a rate)");
  }

  private Backtest run(AlertRule rule, Instant from, Instant to) {
    return new KafkaBacktester(kafka, REGISTRY, EVERY_MINUTE, folder, Instant::now)
        .run(rule, from, to);
  }

  private static AlertRule.Builder rule() {
    return AlertRule.newBuilder()
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setAlert("many")
        .setName("Many")
        .setRevision(1)
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(3)
        .setWindowMs(Duration.ofMinutes(5).toMillis())
        .setCreatedAt(noon)
        .setUpdatedAt(noon);
  }

  private static void send(
      KafkaProducer<String, byte[]> producer, SignalKey signal, Instant at, byte @Nullable [] value)
      throws Exception {
    producer
        .send(
            new ProducerRecord<String, byte[]>(
                kafka.name(Topics.LABELS), null, at.toEpochMilli(), signal.text(), value))
        .get();
  }

  private static Label label(SignalKey signal, String target, Origin origin) {
    return Label.newBuilder()
        .setLabelId(LabelId.of(signal, 1, target, 1, Optional.empty()))
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setRevision(1)
        .setTargetStart(noon)
        .setTargetEnd(noon)
        .setOrigin(origin)
        .setOutcome(Outcome.LABELLED)
        .setValue("true")
        .setDecidedAt(noon)
        .build();
  }
}
