// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.KeyPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Labels in Kafka: of a signal all stand in one partition, among those of others. */
final class SignalLabels implements LabelStream {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Consumer<String, byte[]> consumer;
  private final AvroCodec<Label> codec;
  private final String key;
  private final TopicPartition partition;

  /**
   * Takes a consumer that is in no group, and closes it in the end.
   *
   * @param topic its full name
   * @param since older ones are not given
   */
  SignalLabels(
      Consumer<String, byte[]> consumer,
      String topic,
      AvroCodec<Label> codec,
      SignalKey signal,
      Instant since) {
    this.consumer = consumer;
    this.codec = codec;
    this.key = signal.text();
    int partitions = consumer.partitionsFor(topic).size();
    this.partition = new TopicPartition(topic, KeyPartition.of(key, partitions));
    consumer.assign(List.of(partition));
    OffsetAndTimestamp start =
        consumer
            .offsetsForTimes(Map.of(partition, Math.max(0, since.toEpochMilli())))
            .get(partition);
    consumer.seek(partition, start == null ? end() : start.offset());
  }

  private long end() {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  @Override
  public void soFar(Taker taker, BooleanSupplier stop) {
    long end = end();
    long heard = System.nanoTime();
    long at = consumer.position(partition);
    while (at < end && !stop.getAsBoolean()) {
      next(taker, POLL);
      long now = consumer.position(partition);
      if (now != at) {
        at = now;
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
        throw new KafkaException("Kafka gives no records of " + partition);
      }
    }
  }

  @Override
  public void next(Taker taker, Duration patience) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
      if (key.equals(record.key()) && record.value() != null) {
        Label label;
        try {
          label = codec.decode(record.value());
        } catch (UndecodableException e) {
          continue; // Whoever counts labels tells of it.
        }
        taker.take(label, Instant.ofEpochMilli(record.timestamp()));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
