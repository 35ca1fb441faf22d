// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a compacted topic of one partition from its start, on a thread of its own, and keeps the
 * last record of each key. {@link #snapshot()} may be called from any thread.
 *
 * @param <K> the topic's keys
 * @param <V> the topic's records
 */
public final class CompactedView<K, V extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CompactedView.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK_FOR_END_EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final Topic<K, V> topic;
  private final AvroCodec<V> codec;
  private final InstantSource time;
  private final Runnable onChange;
  private final TopicPartition partition;
  private final Consumer<String, byte[]> consumer;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean running = true;
  private volatile Snapshot<K, V> snapshot = new Snapshot<>(Map.of(), 0, Instant.MIN, 0);

  /**
   * The table at a moment.
   *
   * @param values the last record of each key
   * @param offset everything before it has been read
   * @param freshAt when it was last known to be read to the end; {@link Instant#MIN} for never
   * @param unreadable records that could not be decoded and are not in it
   */
  public record Snapshot<K, V>(Map<K, V> values, long offset, Instant freshAt, long unreadable) {}

  /**
   * Makes a view; {@link #start()} starts it.
   *
   * @param onChange called on the view's thread after the snapshot has changed
   */
  public CompactedView(
      KafkaConnection kafka,
      Topic<K, V> topic,
      AvroCodec<V> codec,
      InstantSource time,
      Runnable onChange) {
    this.topic = topic;
    this.codec = codec;
    this.time = time;
    this.onChange = onChange;
    this.partition = new TopicPartition(kafka.name(topic), 0);
    this.consumer = new KafkaConsumer<>(kafka.consumer());
    this.thread = new Thread(this::follow, "view-" + topic.name());
    this.thread.setDaemon(true);
  }

  /** Starts to read. */
  public void start() {
    thread.start();
  }

  /**
   * Waits until everything that was in the topic at the start has been read; false when it took
   * longer.
   */
  public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
    return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The table as it is now. Never changes once given. */
  public Snapshot<K, V> snapshot() {
    return snapshot;
  }

  /**
   * True once the reading has ended, asked or not: the table stays as it is for good. While Kafka
   * or the registry is away it has not.
   */
  public boolean hasEnded() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  @Override
  public void close() {
    running = false;
    consumer.wakeup();
    try {
      if (thread.isAlive()) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      } else {
        consumer.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (consumer) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (running) {
        try {
          read();
        } catch (WakeupException e) {
          LOGGER.atDebug().addKeyValue("topic", partition.topic()).log("view stops");
        } catch (KafkaException | RegistryException e) {
          LOGGER
              .atWarn()
              .addKeyValue("topic", partition.topic())
              .addKeyValue("error", e.getMessage())
              .log("view cannot read");
          // A batch that was cut short is read again from where the snapshot ends.
          consumer.seek(partition, snapshot.offset());
          TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_ERROR.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    if (!records.isEmpty()) {
      apply(records);
      onChange.run();
    }
    Instant now = time.instant();
    if (snapshot.freshAt.isBefore(now.minus(ASK_FOR_END_EVERY))) {
      askForEnd(now);
    }
  }

  private void apply(ConsumerRecords<String, byte[]> records) {
    Map<K, V> values = new HashMap<>(snapshot.values);
    long unreadable = snapshot.unreadable;
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        K key = topic.key().read().apply(record.key());
        if (record.value() == null) {
          values.remove(key);
        } else {
          values.put(key, codec.decode(record.value()));
        }
      } catch (UndecodableException | IllegalArgumentException e) {
        unreadable++;
        LOGGER
            .atWarn()
            .addKeyValue("topic", record.topic())
            .addKeyValue("offset", record.offset())
            .addKeyValue("error", e.getMessage())
            .log("record of a table could not be read");
      }
    }
    snapshot =
        new Snapshot<>(
            Map.copyOf(values), consumer.position(partition), snapshot.freshAt, unreadable);
  }

  private void askForEnd(Instant now) {
    Long end = consumer.endOffsets(List.of(partition)).get(partition);
    long position = consumer.position(partition);
    if (end != null && position >= end) {
      snapshot = new Snapshot<>(snapshot.values, position, now, snapshot.unreadable);
      caughtUp.countDown();
    }
  }
}
