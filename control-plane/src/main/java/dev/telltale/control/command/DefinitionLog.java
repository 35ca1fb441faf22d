// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The definitions, in two compacted topics that have one writer. May be read from any thread after
 * {@link #start()}; one thread at a time may write.
 */
public final class DefinitionLog implements AutoCloseable {
  private final KafkaConnection kafka;
  private final AvroCodec<SignalDefinition> signalCodec;
  private final AvroCodec<AlertRule> alertCodec;
  private final DefinitionWriter writer;
  private final DefinitionTable<SignalKey, SignalDefinition> signals;
  private final DefinitionTable<AlertId, AlertRule> alerts;
  private final Timeouts timeouts;
  private final Map<String, Long> written = new ConcurrentHashMap<>();
  private volatile boolean started;

  /**
   * How long to wait.
   *
   * @param start for Kafka at the start, and then for each topic to be read to its end
   * @param readBack until what was written has been read
   */
  public record Timeouts(Duration start, Duration readBack) {}

  DefinitionLog(
      KafkaConnection kafka,
      SchemaRegistry registry,
      DefinitionWriter writer,
      DefinitionTable<SignalKey, SignalDefinition> signals,
      DefinitionTable<AlertId, AlertRule> alerts,
      Timeouts timeouts) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.kafka = kafka;
    this.signalCodec = serdes.codec(Topics.SIGNALS);
    this.alertCodec = serdes.codec(Topics.ALERT_RULES);
    this.writer = writer;
    this.signals = signals;
    this.alerts = alerts;
    this.timeouts = timeouts;
  }

  /**
   * Makes a log in Kafka; nothing is read or written yet.
   *
   * @param onDead called once, on a thread of its own, when it cannot write any more, mostly
   *     because another control plane has taken over
   */
  public static DefinitionLog in(
      KafkaConnection kafka,
      SchemaRegistry registry,
      InstantSource time,
      Timeouts timeouts,
      Runnable onDead) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    return new DefinitionLog(
        kafka,
        registry,
        new DefinitionWriter(new KafkaWriterId(kafka), time, onDead),
        new TopicTable<>(kafka, Topics.SIGNALS, serdes.codec(Topics.SIGNALS), time),
        new TopicTable<>(kafka, Topics.ALERT_RULES, serdes.codec(Topics.ALERT_RULES), time),
        timeouts);
  }

  /**
   * Takes over as the only writer, and reads both topics to their ends.
   *
   * @throws DefinitionLogException when that takes too long
   */
  public void start() {
    takeOver();
    // Only now: what an earlier writer left open has ended, so the ends are final.
    signals.start();
    alerts.start();
    try {
      if (!signals.awaitCaughtUp(timeouts.start) || !alerts.awaitCaughtUp(timeouts.start)) {
        throw unreachable(null);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    started = true;
  }

  /**
   * The definitions as they were last read.
   *
   * @throws DefinitionLogException before they were read to the end
   */
  public Definitions current() {
    if (!started) {
      throw new DefinitionLogException("definitions are still being read", null);
    }
    return new Definitions(signals.snapshot().values(), alerts.snapshot().values());
  }

  /**
   * The definitions with everything that this log has written.
   *
   * @throws DefinitionLogException when that could not be read yet
   */
  Definitions settled() {
    if (!hasRead(signals, Topics.SIGNALS) || !hasRead(alerts, Topics.ALERT_RULES)) {
      throw new DefinitionLogException(
          "definitions: the last change is written, but not read back after "
              + timeouts.readBack.toSeconds()
              + " s; look before you change more",
          null);
    }
    return current();
  }

  /**
   * Writes all or none, and returns once they have been read back.
   *
   * @param decidedAt the time that stands in the records
   * @throws DefinitionLogException when they were not written, or not read back, or nobody knows
   */
  void write(List<PlannedSignal> newSignals, List<PlannedAlert> newAlerts, Instant decidedAt) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    try {
      for (PlannedSignal planned : newSignals) {
        records.add(record(Topics.SIGNALS, planned.key(), signalCodec, planned.definition()));
      }
      for (PlannedAlert planned : newAlerts) {
        records.add(record(Topics.ALERT_RULES, planned.key(), alertCodec, planned.rule()));
      }
    } catch (RegistryException e) {
      throw new DefinitionLogException("definitions could not be written: " + e.getMessage(), e);
    }
    written.putAll(writer.write(records, decidedAt));
    settled();
  }

  /** False before it has started, and once nothing can be written any more. */
  public boolean isHealthy() {
    return started && !writer.isDead();
  }

  /** Records of signals that could not be decoded and are left out. */
  public long unreadableSignals() {
    return signals.snapshot().unreadable();
  }

  /** Records of alerts that could not be decoded and are left out. */
  public long unreadableAlerts() {
    return alerts.snapshot().unreadable();
  }

  @Override
  public void close() {
    signals.close();
    alerts.close();
    writer.close();
  }

  private void takeOver() {
    int attempts = Math.max(1, (int) (timeouts.start.toMillis() / KafkaWriterId.BLOCK_MILLIS));
    for (int attempt = 1; ; attempt++) {
      try {
        writer.takeOver();
        return;
      } catch (TimeoutException e) {
        if (attempt == attempts) {
          throw unreachable(e);
        }
      } catch (KafkaException e) {
        throw new DefinitionLogException("definitions cannot be taken over: " + e.getMessage(), e);
      }
    }
  }

  private <K, V extends SpecificRecord> boolean hasRead(
      DefinitionTable<K, V> table, Topic<K, V> topic) {
    try {
      return table.awaitRead(written.getOrDefault(kafka.name(topic), -1L), timeouts.readBack);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private <K, V extends SpecificRecord> ProducerRecord<String, byte[]> record(
      Topic<K, V> topic, String key, AvroCodec<V> codec, V value) {
    return new ProducerRecord<>(kafka.name(topic), key, codec.encode(value));
  }

  private DefinitionLogException unreachable(@Nullable Throwable cause) {
    return new DefinitionLogException(
        "definitions cannot be read from Kafka at "
            + kafka.bootstrapServers()
            + " within "
            + timeouts.start.toSeconds()
            + " s",
        cause);
  }

  private static DefinitionLogException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new DefinitionLogException("interrupted while waiting for definitions", e);
  }
}
