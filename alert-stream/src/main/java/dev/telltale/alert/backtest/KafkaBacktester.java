// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.backtest;

import dev.telltale.alert.evaluate.MemoryStores;
import dev.telltale.alert.evaluate.Replay;
import dev.telltale.alert.evaluate.Schedule;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs rules over the topic of labels, by the live evaluation's own code. It reads the one
 * partition of the rule's signal, from five weeks and two windows before the first window, so that
 * a label that took another's place long ago is not counted twice.
 */
public final class KafkaBacktester implements Backtester {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration NOTHING_FOR = Duration.ofSeconds(30);

  private final KafkaConnection kafka;
  private final AvroCodec<Label> codec;
  private final Schedule schedule;
  private final Path folder;
  private final InstantSource time;

  /**
   * Makes one; nothing is connected yet.
   *
   * @param schedule of the live evaluation
   * @param folder where a run keeps what it needs until it ends
   * @param time the wall clock: no window is evaluated that is not over
   */
  public KafkaBacktester(
      KafkaConnection kafka,
      SchemaRegistry registry,
      Schedule schedule,
      Path folder,
      InstantSource time) {
    this.kafka = kafka;
    this.codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.LABELS);
    this.schedule = schedule;
    this.folder = folder;
    this.time = time;
  }

  @Override
  public Backtest run(AlertRule rule, Instant from, Instant to) {
    if (to.isBefore(from)) {
      throw new BacktestException(
          "backtest from " + from + " to " + to + " (expected: from before to)", null);
    }
    try (VerdictsOnDisk verdicts = new VerdictsOnDisk(folder);
        Consumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      Collected collected = new Collected();
      Replay replay = new Replay(rule, schedule, MemoryStores.with(verdicts), from, to, collected);
      read(consumer, rule, Replay.readFrom(rule, from), replay);
      replay.end(time.instant());
      return collected.backtest();
    } catch (IllegalArgumentException e) {
      throw new BacktestException(String.valueOf(e.getMessage()), e);
    } catch (KafkaException | RegistryException e) {
      throw new BacktestException("labels cannot be read: " + e.getMessage(), e);
    } catch (IOException | UncheckedIOException e) {
      throw new BacktestException(
          "the folder " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void read(
      Consumer<String, byte[]> consumer, AlertRule rule, Instant from, Replay replay) {
    String topic = kafka.name(Topics.LABELS);
    int partitions = consumer.partitionsFor(topic).size();
    TopicPartition partition =
        new TopicPartition(topic, RuleBook.partition(AlertId.of(rule).signal(), partitions));
    consumer.assign(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    OffsetAndTimestamp start =
        consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli())).get(partition);
    consumer.seek(partition, start == null ? end : start.offset());
    Instant lastRead = time.instant();
    while (consumer.position(partition) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          read(record, replay);
        }
      }
      if (consumer.position(partition) > before) {
        lastRead = time.instant();
      } else if (time.instant().isAfter(lastRead.plus(NOTHING_FOR))) {
        throw new BacktestException(
            "labels cannot be read: nothing came for " + NOTHING_FOR.toSeconds() + " s", null);
      }
    }
  }

  private void read(ConsumerRecord<String, byte[]> record, Replay replay) {
    if (record.value() != null && !replay.isOf(record.key())) {
      replay.readOther(record.timestamp());
      return;
    }
    try {
      Label label = record.value() == null ? null : codec.decode(record.value());
      replay.read(record.key(), label, record.headers(), record.timestamp());
    } catch (UndecodableException e) {
      // The live evaluation has put it among the dead letters.
    }
  }

  /** What comes of one run. */
  private static final class Collected implements Replay.Watcher {
    private final List<Backtest.Point> points = new ArrayList<>();
    private final List<AlertEvent> events = new ArrayList<>();
    private long labels;
    private Instant earliest = Instant.MAX;

    @Override
    public void window(Instant end, OptionalDouble observed, long labelsIn, boolean crossed) {
      points.add(new Backtest.Point(end, observed, labelsIn, crossed));
    }

    @Override
    public void event(AlertEvent event) {
      events.add(event);
    }

    @Override
    public void label(Instant at) {
      labels++;
      if (at.isBefore(earliest)) {
        earliest = at;
      }
    }

    Backtest backtest() {
      return new Backtest(points, events, labels, earliest);
    }
  }
}
