// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** The labels as they were written, from some time on. */
public final class LabelLog implements Answered {
  private static final Duration POLL = Duration.ofMillis(200);

  /** The broker's clock stamps the labels, and this one's need not agree with it. */
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(2);

  private final String topic;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final AvroCodec<Label> codec;

  /**
   * Reads nothing yet.
   *
   * @param topic its full name
   * @param consumers makes a consumer without a group
   */
  public LabelLog(
      String topic, Supplier<Consumer<String, byte[]>> consumers, AvroCodec<Label> codec) {
    this.topic = topic;
    this.consumers = consumers;
    this.codec = codec;
  }

  @Override
  public Set<String> since(Instant from) {
    Set<String> ids = new HashSet<>();
    try (Consumer<String, byte[]> consumer = consumers.get()) {
      Map<TopicPartition, Long> ends = seek(consumer, from.minus(CLOCKS_DIFFER_BY));
      while (!isAt(consumer, ends)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          read(record)
              .filter(LabelLog::isAnswer)
              .ifPresent(label -> ids.add(Labels.question(label)));
        }
      }
    }
    return ids;
  }

  /** To skip a live question again costs nothing, but a run counts what it was told. */
  private static boolean isAnswer(Label label) {
    return label.getOutcome() != Outcome.SKIPPED || label.getOrigin() == Origin.BACKFILL;
  }

  Consumer<String, byte[]> consumer() {
    return consumers.get();
  }

  /** Makes a consumer read all partitions from a time on; tells where they end now. */
  Map<TopicPartition, Long> seek(Consumer<String, byte[]> consumer, Instant from) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp start = starts.get(partition);
      consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
    }
    return ends;
  }

  static boolean isAt(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** The label; empty for a tick, and for what cannot be read. */
  Optional<Label> read(ConsumerRecord<String, byte[]> record) {
    try {
      return record.value() == null ? Optional.empty() : Optional.of(codec.decode(record.value()));
    } catch (UndecodableException e) {
      return Optional.empty();
    }
  }
}
