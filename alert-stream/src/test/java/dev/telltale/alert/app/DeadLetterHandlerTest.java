// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.alert.evaluate.EvaluateTopology;
import dev.telltale.alert.evaluate.Schedule;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.kafka.CompactedView.Snapshot;
import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.RegisteredSchema;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.RegistryException.Kind;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the properties that the evaluation really runs with. */
class DeadLetterHandlerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final KafkaConnection KAFKA = new KafkaConnection("none:1", "t.", Map.of());

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RegistryOnAndOff registry = new RegistryOnAndOff();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> labels;
  private final TestOutputTopic<String, byte[]> deadLetters;

  DeadLetterHandlerTest(@TempDir Path folder) {
    AlertConfig defaults = AlertConfig.defaults();
    AlertConfig config =
        new AlertConfig(
            defaults.interval(),
            defaults.settle(),
            defaults.staleAfter(),
            1,
            defaults.instanceId(),
            folder,
            defaults.pipeline(),
            defaults.delivery());
    AlertMeters alertMeters = new AlertMeters(meters, LabelCounting.ALONE, List.of());
    EvaluateTopology topology =
        new EvaluateTopology(
            KAFKA,
            new TopicSerdes(registry, KAFKA.topicPrefix()),
            new RuleBook(() -> new Snapshot<>(Map.of(), 0, NOW, 0), 1),
            config.pipeline(),
            new Schedule(Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(5)),
            () -> NOW,
            alertMeters);
    Properties properties = StreamsProperties.of(config, KAFKA, alertMeters);
    // The driver forgets what is sent in a transaction while a record is being decoded.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    driver = new TopologyTestDriver(topology.get(), properties, NOW);
    labels =
        driver.createInputTopic(
            KAFKA.name(Topics.LABELS), new StringSerializer(), new ByteArraySerializer());
    deadLetters =
        driver.createOutputTopic(
            KAFKA.name(Topics.DEAD_LETTERS), new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void bytesThatNobodyCanReadArePutAsideWithWhereTheyStood() {
    append(new byte[] {7, 7});

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo("shop/a/s");
    assertThat(letter.value()).isEqualTo(new byte[] {7, 7});
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("t.labels");
    assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
    assertThat(header(letter, DeadLetter.TIMESTAMP)).isEqualTo(Long.toString(NOW.toEpochMilli()));
    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("no-schema-id");
    assertThat(header(letter, DeadLetter.STAGE)).isEqualTo("evaluate");
    assertThat(count("no-schema-id")).isEqualTo(1);
  }

  @Test
  void aRecordWithoutAValueThatIsNoTickIsPutAside() {
    labels.pipeInput(new TestRecord<>("shop/a/s", null, NOW));

    assertThat(header(deadLetters.readRecord(), DeadLetter.REASON)).isEqualTo("no-value");
    assertThat(count("no-value")).isEqualTo(1);
  }

  @Test
  void whileTheRegistryIsAwayNothingIsPutAside() {
    registry.away = true;

    assertThatThrownBy(
            () ->
                labels.pipeInput(new TestRecord<>("shop/a/s", new byte[] {0, 0, 0, 0, 9, 1}, NOW)))
        .hasRootCauseInstanceOf(RegistryException.class);
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void aSchemaThatTheRegistryDoesNotKnowIsPutAside() {
    append(new byte[] {0, 0, 0, 0, 9, 1});

    assertThat(header(deadLetters.readRecord(), DeadLetter.REASON)).isEqualTo("unknown-schema");
  }

  private void append(byte[] value) {
    labels.pipeInput(new TestRecord<>("shop/a/s", value, NOW));
  }

  private double count(String reason) {
    return meters
        .get(AlertMeters.DEAD_LETTERS)
        .tags("stage", "evaluate", "reason", reason)
        .counter()
        .count();
  }

  private static String header(TestRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  /** A registry that can be away. */
  private static final class RegistryOnAndOff implements SchemaRegistry {
    private final SchemaRegistry registry = new InMemorySchemaRegistry();
    private boolean away;

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      if (away) {
        throw new RegistryException(Kind.UNAVAILABLE, "away", null);
      }
      return registry.byId(id);
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
      return registry.latest(subject);
    }
  }
}
