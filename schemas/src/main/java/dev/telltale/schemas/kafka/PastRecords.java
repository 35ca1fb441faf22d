// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

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
import org.apache.kafka.common.TopicPartition;

/** Reads what was written to a topic in a time that is over, all partitions. */
public final class PastRecords {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private PastRecords() {}

  /**
   * Gives every record with a timestamp in that time to the taker; those of a partition in their
   * order. Records whose timestamps are not in the order of the log may be missed at the edges.
   *
   * @param consumer without a group; has another assignment afterwards
   * @param from included
   * @param to excluded
   * @throws KafkaException when Kafka cannot be reached, or gives nothing for half a minute
   */
  public static void each(
      Consumer<String, byte[]> consumer,
      String topic,
      Instant from,
      Instant to,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> taker) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> starts = at(consumer, partitions, from);
    Map<TopicPartition, OffsetAndTimestamp> stops = at(consumer, partitions, to);
    Map<TopicPartition, Long> left = new HashMap<>();
    Map<TopicPartition, Long> first = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp start = starts.get(partition);
      OffsetAndTimestamp stop = stops.get(partition);
      long end = stop == null ? ends.getOrDefault(partition, 0L) : stop.offset();
      if (start != null && start.offset() < end) {
        left.put(partition, end);
        first.put(partition, start.offset());
      }
    }
    consumer.assign(left.keySet());
    first.forEach(consumer::seek);
    long heard = System.nanoTime();
    while (!left.isEmpty()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        heard = System.nanoTime();
        if (record.timestamp() >= from.toEpochMilli() && record.timestamp() < to.toEpochMilli()) {
          taker.accept(record);
        }
      }
      List<TopicPartition> done = new ArrayList<>();
      left.forEach(
          (partition, end) -> {
            if (consumer.position(partition) >= end) {
              done.add(partition);
            }
          });
      left.keySet().removeAll(done);
      consumer.pause(done);
      if (System.nanoTime() - heard > SILENCE.toNanos() && !left.isEmpty()) {
        throw new KafkaException("Kafka gives no records of " + left.keySet());
      }
    }
  }

  private static Map<TopicPartition, OffsetAndTimestamp> at(
      Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Instant time) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
    return consumer.offsetsForTimes(times);
  }
}
