// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.show;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.KeyPartition;
import dev.telltale.schemas.topic.Topic;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * All records of some keys: those of one key are in one partition, so only such partitions are
 * read, from a time on to where they ended when the reading began.
 */
public final class PartitionScan {
  private static final Duration REACH = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int FETCH_BYTES = 8 * 1024 * 1024;

  private final KafkaConnection kafka;
  private final PrintWriter err;
  private final boolean terminal;

  /**
   * Makes a reader; it connects when it is asked.
   *
   * @param terminal whether {@code err} is one
   */
  public PartitionScan(KafkaConnection kafka, PrintWriter err, boolean terminal) {
    this.kafka = kafka;
    this.err = err;
    this.terminal = terminal;
  }

  /** A record that was read, and its timestamp. */
  public record Read<V>(V value, int bytes, int partition, Instant at) {}

  /**
   * Gives the key's records in their order; one that cannot be read is told on {@code err}.
   *
   * @param from the earliest timestamp of a record that matters
   * @throws KafkaException when Kafka cannot be reached, or falls silent
   */
  public <V extends SpecificRecord> void each(
      Topic<?, V> topic, AvroCodec<V> codec, String key, Instant from, Consumer<Read<V>> taker) {
    each(topic, codec, Set.of(key), from, taker);
  }

  /** The same for several keys; the records of one key come in their order. */
  public <V extends SpecificRecord> void each(
      Topic<?, V> topic,
      AvroCodec<V> codec,
      Set<String> keys,
      Instant from,
      Consumer<Read<V>> taker) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) REACH.toMillis());
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      for (TopicPartition partition : partitions(consumer, kafka.name(topic), keys)) {
        consumer.assign(List.of(partition));
        OffsetAndTimestamp start =
            consumer
                .offsetsForTimes(Map.of(partition, Math.max(0, from.toEpochMilli())))
                .get(partition);
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (start != null && end != null) {
          consumer.seek(partition, start.offset());
          read(
              consumer,
              partition,
              new Stretch(start.offset(), end),
              keys,
              record -> decode(record, codec).ifPresent(taker));
        }
      }
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka at " + kafka.bootstrapServers() + " cannot be reached", e);
    }
  }

  private <V extends SpecificRecord> Optional<Read<V>> decode(
      ConsumerRecord<String, byte[]> record, AvroCodec<V> codec) {
    try {
      return Optional.of(
          new Read<>(
              codec.decode(record.value()),
              record.value().length,
              record.partition(),
              Instant.ofEpochMilli(record.timestamp())));
    } catch (UndecodableException e) {
      err.println(
          "telltale: offset "
              + record.offset()
              + " of "
              + record.topic()
              + "-"
              + record.partition()
              + " cannot be read: "
              + e.getMessage());
      err.flush();
      return Optional.empty();
    }
  }

  /** Offsets: the first, and the one behind the last. */
  private record Stretch(long start, long end) {}

  private void read(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      Stretch stretch,
      Set<String> keys,
      Consumer<ConsumerRecord<String, byte[]>> taker) {
    long heard = System.nanoTime();
    long before = -1;
    try (ScanProgress progress =
        new ScanProgress(partition.topic(), stretch.start(), stretch.end(), err, terminal)) {
      for (long at = stretch.start(); at < stretch.end(); at = consumer.position(partition)) {
        progress.at(at);
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<String, byte[]> record : records) {
          if (record.key() != null
              && keys.contains(record.key())
              && record.value() != null
              && record.offset() < stretch.end()) {
            taker.accept(record);
          }
        }
        if (at != before) {
          heard = System.nanoTime();
          before = at;
        } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new KafkaException(
              "Kafka at " + kafka.bootstrapServers() + " gives no records of " + partition);
        }
      }
    }
  }

  /** Where a producer puts the keys. */
  private static Set<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, String topic, Set<String> keys) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new KafkaException("topic " + topic + " is not there (run: telltale topics create)");
    }
    return keys.stream()
        .map(key -> KeyPartition.of(key, partitions.size()))
        .map(number -> new TopicPartition(topic, number))
        .collect(Collectors.toSet());
  }
}
