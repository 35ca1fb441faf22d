// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was sent, or given up, on which channel: the topic of deliveries, whoever wrote it. One
 * thread at a time.
 */
public final class DeliveryLog implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeliveryLog.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<String, byte[]> consumer;
  private final Producer<String, byte[]> producer;
  private final String topic;
  private final AvroCodec<Delivery> codec;
  private final java.util.function.Consumer<Delivery> others;
  private final Set<Done> done = new HashSet<>();
  private List<TopicPartition> partitions = List.of();

  private record Done(String eventId, ChannelName channel) {}

  /**
   * Makes a log; nothing is read yet.
   *
   * @param consumer without a group; closed with the log
   * @param producer not closed with the log
   * @param others told once of every delivery that is read and was not {@link #markDone} before
   */
  public DeliveryLog(
      Consumer<String, byte[]> consumer,
      Producer<String, byte[]> producer,
      KafkaConnection kafka,
      TopicSerdes serdes,
      java.util.function.Consumer<Delivery> others) {
    this.others = others;
    this.consumer = consumer;
    this.producer = producer;
    this.topic = kafka.name(Topics.DELIVERIES);
    this.codec = serdes.codec(Topics.DELIVERIES);
  }

  /** Reads what was written so far; from the start when it is the first time. */
  public void catchUp() {
    if (partitions.isEmpty()) {
      partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(this::remember);
    }
  }

  /** Whether it needs no more sending. */
  public boolean isDone(String eventId, Channel channel) {
    return done.contains(key(eventId, channel));
  }

  /** From now on it is done, even if it cannot be recorded. */
  public void markDone(String eventId, Channel channel) {
    done.add(key(eventId, channel));
  }

  /**
   * Records a delivery, and returns when Kafka has it.
   *
   * @throws KafkaException when Kafka does not take it
   */
  public void record(Delivery delivery) {
    try {
      producer
          .send(new ProducerRecord<>(topic, delivery.getEventId(), codec.encode(delivery)))
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("delivery not recorded: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Ends a {@link #catchUp()} that is under way. May be called from any thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void remember(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      Delivery delivery = codec.decode(record.value());
      if (!isDone(delivery.getEventId(), delivery.getChannel())) {
        markDone(delivery.getEventId(), delivery.getChannel());
        others.accept(delivery);
      }
    } catch (UndecodableException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("error", e.getMessage())
          .log("delivery could not be read");
    }
  }

  private static Done key(String eventId, Channel channel) {
    return new Done(eventId, ChannelName.of(channel));
  }
}
