// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of events and deliveries, one partition each, and a worker between them. */
final class FakeTopics implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T12:01:31Z");
  private static final Patience PATIENCE =
      new Patience(3, Duration.ofMillis(1), Duration.ofSeconds(5));
  private static final KafkaConnection KAFKA = new KafkaConnection("none:1", "t.", Map.of());
  private static final TopicPartition EVENTS =
      new TopicPartition(KAFKA.name(Topics.ALERT_EVENTS), 0);
  private static final TopicPartition DELIVERIES =
      new TopicPartition(KAFKA.name(Topics.DELIVERIES), 0);

  /** What the metrics were told, as words. */
  final List<String> metrics = new CopyOnWriteArrayList<>();

  /** What people must know of the installation. */
  final List<String> notices = new CopyOnWriteArrayList<>();

  /** How many channels are off. */
  volatile int off;

  /** The wall clock. */
  volatile Instant now = NOW;

  private final TopicSerdes serdes =
      new TopicSerdes(new InMemorySchemaRegistry(), KAFKA.topicPrefix());
  private final AvroCodec<AlertEvent> events = serdes.codec(Topics.ALERT_EVENTS);
  private final AvroCodec<Delivery> deliveries = serdes.codec(Topics.DELIVERIES);
  private final List<ConsumerRecord<String, byte[]>> appended = new ArrayList<>();
  private final List<ConsumerRecord<String, byte[]>> recorded = new ArrayList<>();
  private final LogConsumer eventConsumer = new LogConsumer(EVENTS, appended);
  private final LogConsumer deliveryConsumer = new LogConsumer(DELIVERIES, recorded);
  private final RefusingProducer producer = new RefusingProducer();
  private @Nullable NotificationWorker worker;

  void append(AlertEvent event) {
    append(AlertId.of(event.getRule()).text(), events.encode(event));
  }

  void appendBytes(byte[] bytes) {
    append("shop/a/b/c", bytes);
  }

  void appendNothing() {
    append(null, null);
  }

  private void append(@Nullable String key, byte @Nullable [] value) {
    appended.add(new ConsumerRecord<>(EVENTS.topic(), 0, appended.size(), key, value));
  }

  /** What a worker before this one recorded. */
  void recorded(AlertEvent event, Channel channel, DeliveryOutcome outcome) {
    recorded(event, channel, outcome, NOW);
  }

  void recorded(AlertEvent event, Channel channel, DeliveryOutcome outcome, Instant at) {
    Delivery delivery =
        Delivery.newBuilder()
            .setEventId(event.getEventId())
            .setProject("shop")
            .setChannel(channel)
            .setOutcome(outcome)
            .setAt(at)
            .build();
    recorded.add(
        new ConsumerRecord<>(
            DELIVERIES.topic(),
            0,
            recorded.size(),
            event.getEventId(),
            deliveries.encode(delivery)));
  }

  void refuseRecords(int times, RuntimeException with) {
    producer.refusal = with;
    producer.refusals.set(times);
  }

  void start(Notifier notifier) {
    start(notifier, PATIENCE);
  }

  void start(Notifier notifier, Patience patience) {
    start(notifier, settings(patience));
  }

  /** Short: three in a row switch a channel off, five a minute go out on their own. */
  static DeliverySettings settings(Patience patience) {
    return new DeliverySettings(
        patience,
        20,
        5,
        3,
        Duration.ofHours(1),
        Duration.ofDays(1),
        List.of(SomeEvents.CONSOLE),
        new MoreToSee(Optional.empty()));
  }

  static DeliverySettings settings() {
    return settings(PATIENCE);
  }

  void start(Notifier notifier, DeliverySettings settings) {
    deliveryConsumer.ready();
    eventConsumer.ready();
    eventConsumer.schedulePollTask(() -> eventConsumer.rebalance(List.of(EVENTS)));
    eventConsumer.schedulePollTask(eventConsumer::addAll);
    deliveryConsumer.schedulePollTask(deliveryConsumer::addAll);
    NotificationWorker started =
        new NotificationWorker(
            notifier,
            new NotificationWorker.Clients(eventConsumer, deliveryConsumer, producer),
            KAFKA,
            serdes,
            settings,
            () -> now,
            new WordsOfMetrics(),
            notices::add);
    started.start();
    worker = started;
  }

  List<Delivery> awaitDeliveries(int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> deliveries().size() >= count);
    return deliveries();
  }

  /** What the worker recorded. */
  List<Delivery> deliveries() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(DELIVERIES.topic()))
        .map(record -> deliveries.decode(record.value()))
        .toList();
  }

  ProducerRecord<String, byte[]> deadLetter() {
    return producer.history().stream()
        .filter(record -> record.topic().equals(KAFKA.name(Topics.DEAD_LETTERS)))
        .findFirst()
        .orElseThrow();
  }

  void awaitCommitted(long offset) {
    await().atMost(Duration.ofSeconds(20)).until(() -> eventConsumer.committed == offset);
  }

  void assertNothingCommitted() {
    assertThat(eventConsumer.committed).isZero();
  }

  boolean isAlive() {
    return worker != null && worker.isAlive();
  }

  /** What a stop does to a worker that does not end in time. */
  void interrupt() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("notify-"))
        .forEach(Thread::interrupt);
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
  }

  /** Gives its records again after it was sent back, as a real log does. */
  private static final class LogConsumer extends MockConsumer<String, byte[]> {
    private final TopicPartition partition;
    private final List<ConsumerRecord<String, byte[]>> records;
    private volatile long committed;

    LogConsumer(TopicPartition partition, List<ConsumerRecord<String, byte[]>> records) {
      super("earliest");
      this.partition = partition;
      this.records = records;
    }

    void ready() {
      updatePartitions(
          partition.topic(), List.of(new PartitionInfo(partition.topic(), 0, null, null, null)));
      updateBeginningOffsets(Map.of(partition, 0L));
      updateEndOffsets(Map.of(partition, (long) records.size()));
    }

    void addAll() {
      records.forEach(this::addRecord);
    }

    @Override
    public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
      super.seekToBeginning(partitions);
      schedulePollTask(this::addAll);
    }

    @Override
    public void seek(TopicPartition to, OffsetAndMetadata offset) {
      super.seek(to, offset);
      schedulePollTask(this::addAll);
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      super.commitSync(offsets);
      offsets.values().forEach(offset -> committed = offset.offset());
    }
  }

  /** Does not take deliveries as often as it is told. */
  private static final class RefusingProducer extends MockProducer<String, byte[]> {
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile RuntimeException refusal = new IllegalStateException("none was given");

    RefusingProducer() {
      super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
      return refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
          ? CompletableFuture.failedFuture(refusal)
          : super.send(record);
    }
  }

  private final class WordsOfMetrics implements NotifyMetrics {
    @Override
    public void delivery(String notifier, DeliveryOutcome outcome) {
      metrics.add(notifier + " " + outcome);
    }

    @Override
    public void channelsOff(String notifier, int channels) {
      off = channels;
    }

    @Override
    public void deadLetter(String reason) {
      metrics.add("dead letter " + reason);
    }
  }
}
