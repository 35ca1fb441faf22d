// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.kafka.CompactedView.Snapshot;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topics of definitions without a broker. What was committed outlives a log; a log that starts
 * takes over from the one before.
 */
public final class InMemoryTopics {
  private static final KafkaConnection KAFKA = new KafkaConnection("nowhere:1", "t.", Map.of());

  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final List<MockProducer<String, byte[]>> producers = new ArrayList<>();
  private InstantSource time = InstantSource.system();
  private boolean readable = true;
  private boolean taken = true;

  /** A log that lives in these topics. */
  public DefinitionLog log(Runnable onDead) {
    return new DefinitionLog(
        KAFKA,
        registry,
        new DefinitionWriter(new InMemoryId(), () -> time.instant(), onDead),
        new InMemoryTable<>(Topics.SIGNALS),
        new InMemoryTable<>(Topics.ALERT_RULES),
        new InMemoryTable<>(Topics.MEMBERS),
        new InMemoryTable<>(Topics.ACCESS_KEYS),
        new DefinitionLog.Timeouts(Duration.ofSeconds(1), Duration.ofMillis(10)));
  }

  /** A log that has started, and whose end nobody waits for. */
  public DefinitionLog startedLog() {
    DefinitionLog log = log(() -> {});
    log.start();
    return log;
  }

  /** The newest producer, to make it fail. */
  MockProducer<String, byte[]> producer() {
    return producers.get(producers.size() - 1);
  }

  /** How often something was committed. */
  public long commits() {
    return producers.stream().mapToLong(MockProducer::commitCount).sum();
  }

  /** Stops or resumes reading, so that what is written is not seen. */
  public void readable(boolean readable) {
    this.readable = readable;
  }

  /** What the cluster says of the id. */
  void taken(boolean taken) {
    this.taken = taken;
  }

  /** Makes every write from now on fail. */
  public void fail(String why) {
    producer().sendException = new KafkaException(why);
  }

  /** The clock of the writer. */
  public void time(InstantSource time) {
    this.time = time;
  }

  /** All that was committed, in its order. */
  List<ProducerRecord<String, byte[]>> committed() {
    return producers.stream().flatMap(producer -> producer.history().stream()).toList();
  }

  private final class InMemoryId implements WriterId {
    @Override
    public Producer<String, byte[]> producer() {
      MockProducer<String, byte[]> producer = new TakingProducer();
      producers.add(producer);
      return producer;
    }

    @Override
    public boolean isTaken() {
      return taken;
    }
  }

  private final class TakingProducer extends MockProducer<String, byte[]> {
    TakingProducer() {
      super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public void initTransactions() {
      super.initTransactions();
      for (MockProducer<String, byte[]> other : producers) {
        if (other != this && other.transactionInitialized() && !other.closed()) {
          other.fenceProducer();
        }
      }
    }
  }

  private final class InMemoryTable<K, V extends SpecificRecord> implements DefinitionTable<K, V> {
    private final Topic<K, V> topic;
    private final AvroCodec<V> codec;
    private boolean started;

    InMemoryTable(Topic<K, V> topic) {
      this.topic = topic;
      this.codec = new TopicSerdes(registry, KAFKA.topicPrefix()).codec(topic);
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public boolean awaitCaughtUp(Duration atMost) {
      return readable;
    }

    @Override
    public boolean awaitRead(long offset, Duration atMost) {
      return readable || offset < 0;
    }

    @Override
    public Snapshot<K, V> snapshot() {
      Map<K, V> values = new HashMap<>();
      long offset = 0;
      for (ProducerRecord<String, byte[]> record :
          started ? committed() : List.<ProducerRecord<String, byte[]>>of()) {
        if (record.topic().equals(KAFKA.name(topic))) {
          K key = topic.key().read().apply(record.key());
          if (record.value() == null) {
            values.remove(key);
          } else {
            values.put(key, codec.decode(record.value()));
          }
          offset++;
        }
      }
      return new Snapshot<>(values, offset, Instant.EPOCH, 0);
    }

    @Override
    public boolean hasEnded() {
      return false;
    }

    @Override
    public void close() {}
  }
}
