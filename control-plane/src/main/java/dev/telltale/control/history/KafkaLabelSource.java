// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On {@code labels}: reads the one partition that has the signal's. */
public final class KafkaLabelSource implements LabelSource {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaLabelSource.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int FETCH_BYTES = 8 * 1024 * 1024;

  private final KafkaConnection kafka;
  private final AvroCodec<Label> codec;
  private final Duration patience;

  /** Offsets: the first, and the one behind the last. */
  private record Stretch(TopicPartition partition, long start, long end) {}

  /**
   * Makes it; nothing is connected yet.
   *
   * @param patience how long a reading may take
   */
  public KafkaLabelSource(KafkaConnection kafka, SchemaRegistry registry, Duration patience) {
    this.kafka = kafka;
    this.codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.LABELS);
    this.patience = patience;
  }

  @Override
  public long each(SignalKey signal, Instant from, Consumer<Label> taker) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      Stretch stretch = since(consumer, signal, from);
      read(consumer, stretch, signal.text(), taker);
      return stretch.end - stretch.start;
    } catch (KafkaException | RegistryException e) {
      throw new HistoryException("labels cannot be read: " + e.getMessage(), e);
    }
  }

  private Stretch since(KafkaConsumer<String, byte[]> consumer, SignalKey signal, Instant from) {
    String topic = kafka.name(Topics.LABELS);
    int partitions = consumer.partitionsFor(topic).size();
    TopicPartition partition = new TopicPartition(topic, RuleBook.partition(signal, partitions));
    consumer.assign(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    OffsetAndTimestamp start =
        consumer
            .offsetsForTimes(Map.of(partition, Math.max(0, from.toEpochMilli())))
            .get(partition);
    return new Stretch(partition, start == null ? end : Math.min(end, start.offset()), end);
  }

  private void read(
      KafkaConsumer<String, byte[]> consumer, Stretch stretch, String key, Consumer<Label> taker) {
    consumer.seek(stretch.partition, stretch.start);
    long began = System.nanoTime();
    long heard = began;
    long at = stretch.start;
    long unreadable = 0;
    while (at < stretch.end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < stretch.end
            && record.value() != null
            && key.equals(record.key())
            && !decode(record, taker)) {
          unreadable++;
        }
      }
      long now = System.nanoTime();
      long position = consumer.position(stretch.partition);
      heard = position > at ? now : heard;
      at = position;
      if (at < stretch.end && now - began > patience.toNanos()) {
        throw new HistoryException(
            "labels cannot be read within "
                + patience.toSeconds()
                + " s: "
                + (at - stretch.start)
                + " of "
                + (stretch.end - stretch.start)
                + " records were (expected: a later from)",
            null);
      }
      if (now - heard > SILENCE.toNanos()) {
        throw new HistoryException(
            "labels cannot be read: nothing came for " + SILENCE.toSeconds() + " s", null);
      }
    }
    if (unreadable > 0) {
      LOGGER
          .atWarn()
          .addKeyValue("signal", key)
          .addKeyValue("records", unreadable)
          .log("labels could not be read and are not counted");
    }
  }

  private boolean decode(ConsumerRecord<String, byte[]> record, Consumer<Label> taker) {
    Label label;
    try {
      label = codec.decode(record.value());
    } catch (UndecodableException e) {
      return false;
    }
    taker.accept(label);
    return true;
  }
}
