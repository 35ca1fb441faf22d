// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest records of a topic. Kafka reads forwards only: the end of each partition is read in
 * steps, each before the one before, until no older record can be among the newest. Reads at most
 * {@value #MOST} records. May be used from any thread.
 */
final class NewestRecords<V extends SpecificRecord> {
  static final int MOST = 50_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(NewestRecords.class);
  private static final long STEP = 500;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaConnection kafka;
  private final Topic<?, V> topic;
  private final AvroCodec<V> codec;

  private record At<V>(V value, long time) {}

  /** What of a partition is not read yet; {@code oldest} is the first record of what is. */
  private record Left(long start, long end, long oldest) {
    boolean isEmpty() {
      return end <= start;
    }
  }

  NewestRecords(KafkaConnection kafka, Topic<?, V> topic, AvroCodec<V> codec) {
    this.kafka = kafka;
    this.topic = topic;
    this.codec = codec;
  }

  /**
   * Reads them.
   *
   * @param from none is older
   * @param limit at most so many
   * @throws AlertLogException when Kafka does not give them
   */
  Found<V> read(Predicate<V> wanted, Instant from, int limit) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      return read(consumer, wanted, from, limit);
    } catch (KafkaException | RegistryException e) {
      throw new AlertLogException(topic.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Found<V> read(
      Consumer<String, byte[]> consumer, Predicate<V> wanted, Instant from, int limit) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Map<TopicPartition, Left> left = since(consumer, from);
    List<At<V>> found = new ArrayList<>();
    long read = 0;
    while (read < MOST && !isEnough(left, found, limit)) {
      for (Map.Entry<TopicPartition, Left> entry : left.entrySet()) {
        Left before = entry.getValue();
        if (!before.isEmpty()) {
          long first = Math.max(before.start, before.end - STEP);
          long oldest = step(consumer, entry.getKey(), first, before.end, wanted, found, until);
          read += before.end - first;
          entry.setValue(new Left(before.start, first, Math.min(before.oldest, oldest)));
        }
      }
    }
    found.sort(Comparator.comparingLong((At<V> one) -> one.time).reversed());
    return new Found<>(
        found.stream().limit(limit).map(At::value).toList(), isEnough(left, found, limit));
  }

  /** True once what is not read is older than what is wanted. */
  private static <V> boolean isEnough(
      Map<TopicPartition, Left> left, List<At<V>> found, int limit) {
    long horizon =
        left.values().stream()
            .filter(one -> !one.isEmpty())
            .mapToLong(Left::oldest)
            .max()
            .orElse(Long.MIN_VALUE);
    return horizon == Long.MIN_VALUE
        || found.stream().filter(one -> one.time >= horizon).count() >= limit;
  }

  private Map<TopicPartition, Left> since(Consumer<String, byte[]> consumer, Instant from) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(kafka.name(topic)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    Map<TopicPartition, Left> left = new HashMap<>();
    consumer
        .endOffsets(partitions)
        .forEach(
            (partition, end) -> {
              OffsetAndTimestamp start = starts.get(partition);
              left.put(
                  partition, new Left(start == null ? end : start.offset(), end, Long.MAX_VALUE));
            });
    return left;
  }

  /** Reads a stretch of a partition, and gives the time of its first record. */
  private long step(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      long first,
      long end,
      Predicate<V> wanted,
      List<At<V>> found,
      long until) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, first);
    long oldest = Long.MAX_VALUE;
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          oldest = Math.min(oldest, record.timestamp());
          decode(record, wanted, found);
        }
      }
      if (System.nanoTime() > until) {
        throw new AlertLogException(
            topic.name() + " cannot be read within " + PATIENCE.toSeconds() + " s", null);
      }
    }
    return oldest;
  }

  private void decode(
      ConsumerRecord<String, byte[]> record, Predicate<V> wanted, List<At<V>> found) {
    if (record.value() == null) {
      return;
    }
    try {
      V value = codec.decode(record.value());
      if (wanted.test(value)) {
        found.add(new At<>(value, record.timestamp()));
      }
    } catch (UndecodableException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("error", e.getMessage())
          .log("record could not be read");
    }
  }
}
