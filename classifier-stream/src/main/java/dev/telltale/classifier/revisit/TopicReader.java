// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.topic.KeyPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic in Kafka. */
final class TopicReader implements LogReader {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Consumer<String, byte[]> consumer;
  private final String topic;

  /** Takes a consumer that is in no group, and closes it in the end. */
  TopicReader(Consumer<String, byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  @Override
  public List<Stretch> since(Instant time) {
    Map<TopicPartition, Long> times = new HashMap<>();
    for (PartitionInfo partition : consumer.partitionsFor(topic)) {
      times.put(new TopicPartition(topic, partition.partition()), Math.max(0, time.toEpochMilli()));
    }
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    List<Stretch> stretches = new ArrayList<>();
    consumer
        .endOffsets(times.keySet())
        .forEach(
            (partition, end) -> {
              OffsetAndTimestamp start = starts.get(partition);
              if (start != null && start.offset() < end) {
                stretches.add(new Stretch(partition, start.offset(), end));
              }
            });
    return stretches;
  }

  /** Nothing but the partition of a key; closed with this one. */
  LogReader partitionOf(String key) {
    int all = consumer.partitionsFor(topic).size();
    int number = KeyPartition.of(key, all);
    return new LogReader() {
      @Override
      public List<Stretch> since(Instant time) {
        return TopicReader.this.since(time).stream()
            .filter(stretch -> stretch.partition().partition() == number)
            .toList();
      }

      @Override
      public List<ConsumerRecord<String, byte[]>> read(Stretch stretch) {
        return TopicReader.this.read(stretch);
      }

      @Override
      public void close() {
        TopicReader.this.close();
      }
    };
  }

  @Override
  public List<ConsumerRecord<String, byte[]>> read(Stretch stretch) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    consumer.assign(List.of(stretch.partition()));
    consumer.seek(stretch.partition(), stretch.start());
    long heard = System.nanoTime();
    for (long at = stretch.start(); at < stretch.end(); ) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < stretch.end()) {
          records.add(record);
        }
      }
      long now = consumer.position(stretch.partition());
      if (now != at) {
        at = now;
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
        throw new KafkaException("Kafka gives no records of " + stretch.partition());
      }
    }
    return records;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
