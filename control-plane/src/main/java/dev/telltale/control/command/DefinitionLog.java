// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.access.AccessKey;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
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
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The definitions, the members and the access keys, in four compacted topics that have one writer.
 * May be read from any thread after {@link #start()}; one thread at a time may write.
 */
public final class DefinitionLog implements AutoCloseable {
  private final KafkaConnection kafka;
  private final AvroCodec<SignalDefinition> signalCodec;
  private final AvroCodec<AlertRule> alertCodec;
  private final AvroCodec<Member> memberCodec;
  private final AvroCodec<AccessKey> keyCodec;
  private final DefinitionWriter writer;
  private final DefinitionTable<SignalKey, SignalDefinition> signals;
  private final DefinitionTable<AlertId, AlertRule> alerts;
  private final DefinitionTable<MemberKey, Member> members;
  private final DefinitionTable<String, AccessKey> keys;
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
      DefinitionTable<MemberKey, Member> members,
      DefinitionTable<String, AccessKey> keys,
      Timeouts timeouts) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.kafka = kafka;
    this.signalCodec = serdes.codec(Topics.SIGNALS);
    this.alertCodec = serdes.codec(Topics.ALERT_RULES);
    this.memberCodec = serdes.codec(Topics.MEMBERS);
    this.keyCodec = serdes.codec(Topics.ACCESS_KEYS);
    this.writer = writer;
    this.signals = signals;
    this.alerts = alerts;
    this.members = members;
    this.keys = keys;
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
        new TopicTable<>(kafka, Topics.MEMBERS, serdes.codec(Topics.MEMBERS), time),
        new TopicTable<>(kafka, Topics.ACCESS_KEYS, serdes.codec(Topics.ACCESS_KEYS), time),
        timeouts);
  }

  /**
   * Takes over as the only writer, and reads all topics to their ends.
   *
   * @throws DefinitionLogException when that takes too long
   */
  public void start() {
    takeOver();
    // Only now: what an earlier writer left open has ended, so the ends are final.
    signals.start();
    alerts.start();
    members.start();
    keys.start();
    try {
      if (!signals.awaitCaughtUp(timeouts.start)
          || !alerts.awaitCaughtUp(timeouts.start)
          || !members.awaitCaughtUp(timeouts.start)
          || !keys.awaitCaughtUp(timeouts.start)) {
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
    requireStarted();
    return new Definitions(signals.snapshot().values(), alerts.snapshot().values());
  }

  /** Everything before this offset of {@code signals} has been read. */
  public long signalsOffset() {
    return signals.snapshot().offset();
  }

  /**
   * The access keys as they were last read, revoked ones too.
   *
   * @throws DefinitionLogException before they were read to the end
   */
  AccessKeys accessKeys() {
    requireStarted();
    return AccessKeys.of(keys.snapshot().values().values());
  }

  /**
   * The members of all projects as they were last read.
   *
   * @throws DefinitionLogException before they were read to the end
   */
  Map<MemberKey, Member> members() {
    requireStarted();
    return members.snapshot().values();
  }

  /**
   * The definitions with everything that this log has written.
   *
   * @throws DefinitionLogException when that could not be read yet
   */
  Definitions settled() {
    if (!hasRead(signals, Topics.SIGNALS)
        || !hasRead(alerts, Topics.ALERT_RULES)
        || !hasRead(members, Topics.MEMBERS)
        || !hasRead(keys, Topics.ACCESS_KEYS)) {
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
    write(
        () -> {
          List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
          for (PlannedSignal planned : newSignals) {
            records.add(record(Topics.SIGNALS, planned.key(), signalCodec, planned.definition()));
          }
          for (PlannedAlert planned : newAlerts) {
            records.add(record(Topics.ALERT_RULES, planned.key(), alertCodec, planned.rule()));
          }
          return records;
        },
        decidedAt);
  }

  /**
   * Writes a key, and returns once it has been read back.
   *
   * @param decidedAt the time that stands in the record
   * @throws DefinitionLogException when it was not written, or not read back, or nobody knows
   */
  void write(AccessKey key, Instant decidedAt) {
    write(() -> List.of(record(Topics.ACCESS_KEYS, key.getSha256(), keyCodec, key)), decidedAt);
  }

  /**
   * Writes a member, and returns once it has been read back.
   *
   * @param member null to take it away
   * @param decidedAt the time of the change
   * @throws DefinitionLogException when it was not written, or not read back, or nobody knows
   */
  void write(MemberKey key, @Nullable Member member, Instant decidedAt) {
    write(
        () ->
            List.of(
                member == null
                    ? new ProducerRecord<>(kafka.name(Topics.MEMBERS), key.text(), null)
                    : record(Topics.MEMBERS, key.text(), memberCodec, member)),
        decidedAt);
  }

  private void write(Supplier<List<ProducerRecord<String, byte[]>>> records, Instant decidedAt) {
    try {
      written.putAll(writer.write(records.get(), decidedAt));
    } catch (RegistryException e) {
      throw new DefinitionLogException("definitions could not be written: " + e.getMessage(), e);
    }
    settled();
  }

  /** False before it has started, and once nothing can be written any more. */
  public boolean isHealthy() {
    return started && !writer.isDead();
  }

  /**
   * False once it can never write or read again; not while it starts, and not while Kafka or the
   * registry is away.
   */
  public boolean isAlive() {
    return !(writer.isDead()
        || signals.hasEnded()
        || alerts.hasEnded()
        || members.hasEnded()
        || keys.hasEnded());
  }

  /** Records of signals that could not be decoded and are left out. */
  public long unreadableSignals() {
    return signals.snapshot().unreadable();
  }

  /** Records of alerts that could not be decoded and are left out. */
  public long unreadableAlerts() {
    return alerts.snapshot().unreadable();
  }

  /** Records of members that could not be decoded and are left out. */
  public long unreadableMembers() {
    return members.snapshot().unreadable();
  }

  /** Records of access keys that could not be decoded and are left out. */
  public long unreadableKeys() {
    return keys.snapshot().unreadable();
  }

  @Override
  public void close() {
    signals.close();
    alerts.close();
    members.close();
    keys.close();
    writer.close();
  }

  private void requireStarted() {
    if (!started) {
      throw new DefinitionLogException("definitions are still being read", null);
    }
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
