// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Hears what is committed to a topic from now on, in a thread of its own. */
public final class TopicWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread;

  /**
   * Starts at the topic's end.
   *
   * @param heard called from that thread
   */
  public TopicWatch(
      KafkaConnection kafka, Topic<?, ?> topic, Consumer<ConsumerRecord<String, byte[]>> heard) {
    this.consumer = new KafkaConsumer<>(kafka.consumer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(kafka.name(topic)).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    this.thread = new Thread(() -> listen(heard), Cpu.LOAD + "watch-" + topic.name());
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Consumer<ConsumerRecord<String, byte[]>> heard) {
    try (consumer) {
      while (true) {
        consumer.poll(POLL).forEach(heard);
      }
    } catch (WakeupException e) {
      // closed
    }
  }
}
