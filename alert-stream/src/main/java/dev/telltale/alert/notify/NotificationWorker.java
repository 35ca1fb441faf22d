// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the messages of one notifier: follows the events, on a thread of its own, and sends each
 * that is to be told once to each recipient of its channels.
 *
 * <p>A message is sent, then recorded, then the events' offsets are committed; what is recorded is
 * not sent again, whoever recorded it. So none is lost, and one is sent twice only when the process
 * is killed between the request and its record. What cannot be sent is recorded as failed after a
 * bounded number of attempts, with its reason.
 */
public final class NotificationWorker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(NotificationWorker.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(15);
  private static final String GIVEN_UP = "given-up";

  private final Notifier notifier;
  private final Clients clients;
  private final ChannelHealth health;
  private final DeliveryLog log;
  private final Sender sender;
  private final String topic;
  private final DeadLetters deadLetters;
  private final AvroCodec<AlertEvent> codec;
  private final NotifyMetrics metrics;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private boolean othersMayHaveSent = true;
  private boolean readAgain;

  /**
   * What the worker talks to Kafka with.
   *
   * @param events in a group of this notifier's own, a bounded number of records a poll; closed
   *     with the worker
   * @param deliveries without a group; closed with the worker
   * @param producer may be shared; not closed with the worker
   */
  public record Clients(
      Consumer<String, byte[]> events,
      Consumer<String, byte[]> deliveries,
      Producer<String, byte[]> producer) {}

  /**
   * Makes a worker; {@link #start()} starts it. The notifier is closed with it.
   *
   * @param notices takes what people must know of the installation; called on the worker's thread
   */
  public NotificationWorker(
      Notifier notifier,
      Clients clients,
      KafkaConnection kafka,
      TopicSerdes serdes,
      DeliverySettings settings,
      InstantSource time,
      NotifyMetrics metrics,
      java.util.function.Consumer<String> notices) {
    this.notifier = notifier;
    this.clients = clients;
    this.deadLetters = new DeadLetters(clients.producer, kafka.name(Topics.DEAD_LETTERS), metrics);
    this.health = new ChannelHealth(settings.offAfter(), settings.offFor());
    this.log = new DeliveryLog(clients.deliveries, clients.producer, kafka, serdes, health::seen);
    this.sender =
        new Sender(
            notifier,
            log,
            health,
            settings,
            time,
            metrics,
            new Sender.Asides(received -> deadLetters.put(received.source(), GIVEN_UP), notices));
    this.topic = kafka.name(Topics.ALERT_EVENTS);
    this.codec = serdes.codec(Topics.ALERT_EVENTS);
    this.metrics = metrics;
    this.thread = new Thread(this::work, "notify-" + notifier.name());
    this.thread.setDaemon(true);
  }

  /** Starts to send. */
  public void start() {
    thread.start();
  }

  /** False once the worker has ended, asked or not. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Lets the message that is being sent end, within seconds, and stops. */
  @Override
  public void close() {
    stopping.countDown();
    clients.events.wakeup();
    log.wakeup();
    try {
      thread.join(FINISH_WITHIN.toMillis());
      thread.interrupt();
      thread.join(FINISH_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try (notifier;
        log;
        Consumer<String, byte[]> events = clients.events) {
      events.subscribe(List.of(topic), new OnAssignment());
      while (stopping.getCount() > 0) {
        try {
          sendNext(events);
        } catch (InterruptException e) {
          LOGGER.atDebug().addKeyValue("notifier", notifier.name()).log("notifier interrupted");
          return;
        } catch (KafkaException | RegistryException e) {
          pause(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.atError().addKeyValue("notifier", notifier.name()).setCause(e).log("notifier died");
    }
  }

  private void sendNext(Consumer<String, byte[]> events) {
    if (readAgain) {
      seekToCommitted(events);
      readAgain = false;
    }
    ConsumerRecords<String, byte[]> records = events.poll(POLL);
    if (records.isEmpty()) {
      return;
    }
    if (othersMayHaveSent) {
      log.catchUp();
      metrics.channelsOff(notifier.name(), health.off());
      othersMayHaveSent = false;
    }
    List<Received> readable = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      read(record).ifPresent(event -> readable.add(new Received(event, record)));
      next.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    if (sender.send(readable)) {
      events.commitSync(next);
    } else {
      readAgain = true;
    }
  }

  private Optional<AlertEvent> read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      putAsideIfMine(record, "no-value");
      return Optional.empty();
    }
    try {
      return Optional.of(codec.decode(record.value()));
    } catch (UndecodableException e) {
      putAsideIfMine(record, e.reason());
      return Optional.empty();
    }
  }

  private void putAsideIfMine(ConsumerRecord<String, byte[]> record, String reason) {
    if (notifier.takesUnreadable()) {
      deadLetters.put(record, reason);
    }
  }

  /** What was polled and not committed comes again: its place in the log is what was committed. */
  private void pause(RuntimeException e) throws InterruptedException {
    if (stopping.getCount() == 0) {
      return;
    }
    LOGGER
        .atWarn()
        .addKeyValue("notifier", notifier.name())
        .addKeyValue("error", e.getMessage())
        .log("notifier tries again");
    readAgain = true;
    stopping.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void seekToCommitted(Consumer<String, byte[]> events) {
    Map<TopicPartition, OffsetAndMetadata> committed = events.committed(events.assignment());
    for (TopicPartition partition : events.assignment()) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        events.seekToBeginning(List.of(partition));
      } else {
        events.seek(partition, offset);
      }
    }
  }

  /** Whoever had a partition before may have recorded what this worker does not know yet. */
  private final class OnAssignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      othersMayHaveSent = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
  }
}
