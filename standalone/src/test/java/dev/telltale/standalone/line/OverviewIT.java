// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.alert.app.AlertConfig;
import dev.telltale.alert.app.Alerts;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.Overview;
import dev.telltale.schemas.access.Role;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The day after, on the real embedded broker. */
class OverviewIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Where it is about noon, so that no midnight comes in between. */
  private final ZoneOffset noon =
      ZoneOffset.ofHours(12 - Instant.now().atZone(ZoneOffset.UTC).getHour());

  @TempDir Path folder;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  @Test
  void whoWantsAnOverviewGetsOneADayAndNoOtherAfterARestart() throws Exception {
    try (EmbeddedKafka broker = new EmbeddedKafka(folder.resolve("kafka"), 0)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "day.", Map.of());
      try (TopicAdmin topics = new TopicAdmin(kafka, SOON)) {
        topics.create(Optional.empty());
      }
      write(kafka, Topics.LABELS, "shop/support/angry", label("t1", "true"));
      write(kafka, Topics.LABELS, "shop/support/angry", label("t1", "true"));
      write(kafka, Topics.LABELS, "shop/support/angry", label("t2", "false"));
      write(kafka, Topics.MEMBERS, "shop/team", member("team", "00:00"));
      write(kafka, Topics.MEMBERS, "shop/later", member("later", "23:59"));

      try (Alerts alerts = alerts(kafka)) {
        alerts.start();
        await().atMost(SOON).until(() -> told().contains("Overview of shop"));
        assertThat(alerts.isHealthy()).isTrue();
      }
      assertThat(deliveries(kafka)).isEqualTo(1);
      try (Alerts again = alerts(kafka)) {
        again.start();
        write(kafka, Topics.MEMBERS, "shop/other", member("other", "00:00"));
        await().atMost(SOON).until(() -> deliveries(kafka) == 2);
      }
    }

    assertThat(told())
        .contains("2 labels in 1 signal")
        .contains("support/angry: 2 labels (none the day before)");
    assertThat(told().split("Overview of shop", -1)).hasSize(3);
  }

  private String told() {
    return console.toString(StandardCharsets.UTF_8);
  }

  private Alerts alerts(KafkaConnection kafka) {
    AlertConfig config = AlertConfig.defaults();
    return new Alerts(
        new AlertConfig(
            config.interval(),
            config.settle(),
            config.staleAfter(),
            config.threads(),
            config.instanceId(),
            folder.resolve("alerts"),
            config.pipeline(),
            config.delivery()),
        kafka,
        registry,
        new SimpleMeterRegistry(),
        InstantSource.offset(InstantSource.system(), Duration.ofDays(1)),
        new PrintStream(console, true, StandardCharsets.UTF_8));
  }

  private <V extends SpecificRecord> void write(
      KafkaConnection kafka, Topic<?, V> topic, String key, V value) throws Exception {
    byte[] bytes = new TopicSerdes(registry, kafka.topicPrefix()).codec(topic).encode(value);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      producer.send(new ProducerRecord<>(kafka.name(topic), key, bytes)).get();
    }
  }

  private int deliveries(KafkaConnection kafka) {
    return TopicLog.values(kafka, registry, Topics.DELIVERIES).size();
  }

  private Member member(String name, String at) {
    return Member.newBuilder()
        .setProject("shop")
        .setMember(name)
        .setAddress("")
        .setRole(Role.VIEWER)
        .setOverview(new Overview(at, noon.getId(), new Channel("console", null)))
        .build();
  }

  private static Label label(String target, String value) {
    return Label.newBuilder()
        .setLabelId(target)
        .setProject("shop")
        .setAgent("support")
        .setSignal("angry")
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setRevision(1)
        .setTargetStart(Instant.EPOCH)
        .setTargetEnd(Instant.EPOCH)
        .setOrigin(Origin.LIVE)
        .setOutcome(Outcome.LABELLED)
        .setValue(value)
        .setDecidedAt(Instant.EPOCH)
        .build();
  }
}
