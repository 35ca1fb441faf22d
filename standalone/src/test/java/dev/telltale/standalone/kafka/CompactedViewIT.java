// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.access.AccessKey;
import dev.telltale.schemas.access.Right;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.RegisteredSchema;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The table of a compacted topic, against a broker; each test has topics of its own. */
class CompactedViewIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static EmbeddedKafka broker;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AtomicInteger changes = new AtomicInteger();
  private KafkaConnection kafka;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    broker = new EmbeddedKafka(folder, 0);
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @BeforeEach
  void createTopics(TestInfo test) {
    String prefix = test.getTestMethod().orElseThrow().getName() + ".";
    kafka = new KafkaConnection(broker.bootstrapServers(), prefix, Map.of());
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
  }

  @Test
  void keepsTheLastRecordOfEachKeyAndForgetsWhatIsDeleted() throws Exception {
    write("one", encode("first"));
    write("two", encode("second"));
    write("two", null);
    try (CompactedView<String, AccessKey> view = view(registry)) {
      view.start();
      assertThat(view.awaitCaughtUp(SOON)).isTrue();
      assertThat(view.snapshot().values()).containsOnlyKeys("one");
      assertThat(view.snapshot().offset()).isEqualTo(3);
      assertThat(view.snapshot().freshAt()).isAfter(Instant.EPOCH);
      int before = changes.get();

      write("one", encode("renamed"));
      write("two", encode("again"));

      await().atMost(SOON).until(() -> view.snapshot().offset() == 5);
      assertThat(view.snapshot().values())
          .hasEntrySatisfying("one", key -> assertThat(key.getName()).isEqualTo("renamed"))
          .hasEntrySatisfying("two", key -> assertThat(key.getName()).isEqualTo("again"));
      assertThat(changes.get()).isGreaterThan(before);
    }
  }

  @Test
  void aRecordThatCannotBeDecodedIsCountedAndTheRestIsRead() throws Exception {
    write("one", new byte[] {1, 2, 3});
    write("two", encode("second"));
    try (CompactedView<String, AccessKey> view = view(registry)) {
      view.start();

      assertThat(view.awaitCaughtUp(SOON)).isTrue();
      assertThat(view.snapshot().values()).containsOnlyKeys("two");
      assertThat(view.snapshot().unreadable()).isEqualTo(1);
    }
  }

  @Test
  void aRegistryThatIsAwayLosesNothingWhenItIsBack() throws Exception {
    write("one", encode("first"));
    write("two", encode("second"));
    AwayAtFirst away = new AwayAtFirst(registry);
    try (CompactedView<String, AccessKey> view = view(away)) {
      view.start();

      await().atMost(SOON).until(() -> away.asked.get() > 0);
      assertThat(view.snapshot().values()).isEmpty();
      away.back = true;

      await().atMost(SOON).until(() -> view.snapshot().values().size() == 2);
      assertThat(view.snapshot().unreadable()).isZero();
      assertThat(view.awaitCaughtUp(SOON)).isTrue();
    }
  }

  @Test
  void aViewThatWasNeverStartedCloses() {
    try (CompactedView<String, AccessKey> view = view(registry)) {
      assertThat(view.snapshot().values()).isEmpty();
      assertThat(view.snapshot().freshAt()).isEqualTo(Instant.MIN);
    }
  }

  private CompactedView<String, AccessKey> view(SchemaRegistry registry) {
    return new CompactedView<>(
        kafka,
        Topics.ACCESS_KEYS,
        new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.ACCESS_KEYS),
        InstantSource.system(),
        changes::incrementAndGet);
  }

  private byte[] encode(String name) {
    return new TopicSerdes(registry, kafka.topicPrefix())
        .codec(Topics.ACCESS_KEYS)
        .encode(
            AccessKey.newBuilder()
                .setSha256("0".repeat(64))
                .setName(name)
                .setProject("shop")
                .setRights(List.of(Right.READ))
                .setCreatedAt(Instant.EPOCH)
                .build());
  }

  private void write(String key, byte @Nullable [] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      producer.send(new ProducerRecord<>(kafka.name(Topics.ACCESS_KEYS), key, value)).get();
    }
  }

  /** Cannot be asked until it is back. */
  private static final class AwayAtFirst implements SchemaRegistry {
    private final SchemaRegistry registry;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean back;

    AwayAtFirst(SchemaRegistry registry) {
      this.registry = registry;
    }

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      asked.incrementAndGet();
      if (!back) {
        throw new RegistryException(RegistryException.Kind.UNAVAILABLE, "away", null);
      }
      return registry.byId(id);
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
      return registry.latest(subject);
    }
  }
}
