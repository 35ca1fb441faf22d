// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Out of the topic of all labels, which is read from its start once and then on. What people said
 * is kept in memory; of judges' labels nothing but who made the newest one.
 */
final class KafkaSeenLabels implements SeenLabels {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String topic;
  private final AvroCodec<Label> codec;
  private final Consumer<String, byte[]> consumer;
  private final Map<SignalKey, Map<String, Label>> people = new HashMap<>();
  private final Map<SignalKey, JudgedBy> newest = new HashMap<>();
  private boolean placed;

  /** Makes it; nothing is read yet. */
  KafkaSeenLabels(KafkaConnection kafka, SchemaRegistry registry) {
    this.topic = kafka.name(Topics.LABELS);
    this.codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.LABELS);
    this.consumer = new KafkaConsumer<>(kafka.consumer());
  }

  @Override
  public synchronized void catchUp() {
    if (!placed) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      placed = true;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long heard = System.nanoTime();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      var records = consumer.poll(POLL);
      records.forEach(this::take);
      if (!records.isEmpty()) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > SILENCE_NANOS) {
        throw new KafkaException("Kafka gives no labels");
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null || record.value() == null) {
      return;
    }
    try {
      Label label = codec.decode(record.value());
      SignalKey signal = new SignalKey(label.getProject(), label.getAgent(), label.getSignal());
      if (label.getOrigin() == Origin.HUMAN) {
        people
            .computeIfAbsent(signal, key -> new HashMap<>())
            .merge(
                label.getTargetId(),
                label,
                (a, b) -> b.getDecidedAt().isBefore(a.getDecidedAt()) ? a : b);
      } else if (label.getOutcome() == Outcome.LABELLED) {
        newest.merge(signal, JudgedBy.of(label), (a, b) -> b.at().isBefore(a.at()) ? a : b);
      }
    } catch (UndecodableException e) {
      // Its readers downstream meet it too and tell.
      return;
    }
  }

  @Override
  public synchronized Collection<Label> people(SignalKey signal) {
    return List.copyOf(people.getOrDefault(signal, Map.of()).values());
  }

  @Override
  public synchronized Optional<JudgedBy> newest(SignalKey signal) {
    return Optional.ofNullable(newest.get(signal));
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
