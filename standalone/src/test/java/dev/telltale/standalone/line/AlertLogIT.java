// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.control.watch.Found;
import dev.telltale.control.watch.KafkaAlertLog;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What alerts did, as the control plane reads it from a broker. */
class AlertLogIT {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int EVENTS = 7_000;

  private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  private static final List<Future<RecordMetadata>> SENT = new ArrayList<>();
  private static EmbeddedKafka broker;
  private static KafkaConnection kafka;
  private static Producer<String, byte[]> producer;
  private static KafkaAlertLog log;

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    broker = new EmbeddedKafka(folder, 0);
    kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
    producer = new KafkaProducer<>(kafka.producer());
    log = new KafkaAlertLog(kafka, REGISTRY, InstantSource.system());
    log.start();
    for (int i = 0; i < EVENTS; i++) {
      AlertEvent event = event("e" + i, i % 20, NOON.plusSeconds(i));
      send(Topics.ALERT_EVENTS, AlertId.of(event.getRule()).text(), event, event.getTriggeredAt());
    }
    settle();
  }

  @AfterAll
  static void close() {
    log.close();
    producer.close();
    broker.close();
  }

  @Test
  void theNewestEventsOfAllPartitionsAreFoundInTheirOrder() {
    Found<AlertEvent> found = log.events(event -> true, Instant.EPOCH, 200);

    assertThat(found.complete()).isTrue();
    assertThat(found.newestFirst())
        .extracting(AlertEvent::getEventId)
        .containsExactlyElementsOf(
            IntStream.range(0, 200).mapToObj(i -> "e" + (EVENTS - 1 - i)).toList());
  }

  @Test
  void rareEventsAreFoundFarBack() {
    Found<AlertEvent> found =
        log.events(
            event -> event.getEventId().equals("e3") || event.getEventId().equals("e12"),
            Instant.EPOCH,
            2);

    assertThat(found.newestFirst()).extracting(AlertEvent::getEventId).containsExactly("e12", "e3");
  }

  @Test
  void nothingOlderThanAskedForIsFound() {
    Found<AlertEvent> found = log.events(event -> true, NOON.plusSeconds(EVENTS - 3), 200);

    assertThat(found.newestFirst()).hasSize(3);
    assertThat(log.events(event -> true, NOON.plusSeconds(EVENTS), 200).newestFirst()).isEmpty();
  }

  @Test
  void anEventThatIsWrittenHasItsDeliveries() throws Exception {
    AlertEvent trial = event("trial", 99, NOON.plusSeconds(9));

    log.write(trial);
    delivered("other", NOON.plusSeconds(10));
    delivered("trial", NOON.plusSeconds(11));
    delivered("trial", NOON.plusSeconds(12));
    settle();

    assertThat(
            log.events(event -> event.getEventId().equals("trial"), Instant.EPOCH, 1).newestFirst())
        .containsExactly(trial);
    assertThat(log.deliveries("trial", trial.getTriggeredAt()))
        .extracting(Delivery::getAt)
        .containsExactly(NOON.plusSeconds(11), NOON.plusSeconds(12));
  }

  @Test
  void statesAreAsTheyWereWrittenLast() throws Exception {
    AlertRule rule = rule(7);
    AlertState state =
        AlertState.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setSignal("mood")
            .setAlert("a7")
            .setRevision(1)
            .setState(new Ok())
            .setEvaluatedAt(NOON)
            .build();

    send(Topics.ALERT_STATES, AlertId.of(rule).text(), state, NOON);
    settle();

    await().atMost(SOON).until(() -> state.equals(log.states().get(AlertId.of(rule))));
  }

  private static void settle() throws Exception {
    producer.flush();
    for (Future<RecordMetadata> one : SENT) {
      one.get();
    }
    SENT.clear();
  }

  private static void delivered(String eventId, Instant at) {
    Delivery delivery =
        Delivery.newBuilder()
            .setEventId(eventId)
            .setProject("default")
            .setChannel(new Channel("console", null))
            .setOutcome(DeliveryOutcome.DELIVERED)
            .setAt(at)
            .build();
    send(Topics.DELIVERIES, eventId, delivery, at);
  }

  private static <V extends SpecificRecord> void send(
      Topic<?, V> topic, String key, V value, Instant at) {
    byte[] bytes = new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(topic).encode(value);
    SENT.add(
        producer.send(
            new ProducerRecord<>(kafka.name(topic), null, at.toEpochMilli(), key, bytes)));
  }

  private static AlertEvent event(String id, int alert, Instant at) {
    return AlertEvent.newBuilder()
        .setEventId(id)
        .setRule(rule(alert))
        .setTransition(Transition.FIRED)
        .setWindow(
            WindowCounts.newBuilder()
                .setFrom(at.minusSeconds(300))
                .setTo(at)
                .setLabels(10)
                .setMatching(5)
                .setVerdicts(10)
                .build())
        .setTriggeredAt(at)
        .build();
  }

  private static AlertRule rule(int alert) {
    return AlertRule.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSignal("mood")
        .setAlert("a" + alert)
        .setName("a" + alert)
        .setRevision(1)
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(5)
        .setWindowMs(300_000)
        .setChannels(List.of(new Channel("console", null)))
        .setCreatedAt(NOON)
        .setUpdatedAt(NOON)
        .build();
  }
}
