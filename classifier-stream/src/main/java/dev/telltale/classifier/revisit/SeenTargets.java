// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.dispatch.Targets;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Finds the traces and sessions that people have labelled, in the revision that they saw: its
 * number is the time of its record, so that few records are read for each. What the topics do not
 * keep any more is not found. May be used from any thread.
 */
final class SeenTargets {
  private static final int STEP = 16;
  private static final int FETCH_WAIT_MS = 20;

  /** Records of a partition are nearly in the order of their times. */
  private static final Duration DISORDER = Duration.ofMinutes(1);

  private final KafkaConnection kafka;
  private final AvroCodec<Trace> traceCodec;
  private final AvroCodec<Session> sessionCodec;

  SeenTargets(KafkaConnection kafka, TopicSerdes serdes) {
    this.kafka = kafka;
    this.traceCodec = serdes.codec(Topics.TRACES);
    this.sessionCodec = serdes.codec(Topics.SESSIONS);
  }

  /**
   * Gives each label's target, as far as it is kept.
   *
   * @param stop asked before each
   */
  void each(
      SignalScope scope,
      List<Label> labels,
      BooleanSupplier stop,
      BiConsumer<Label, Target> taker) {
    boolean sessions = scope == SignalScope.SESSION;
    Function<byte[], List<Target>> decoder = sessions ? this::session : this::trace;
    try (TopicReader reader =
        new TopicReader(
            new KafkaConsumer<>(settings()),
            kafka.name(sessions ? Topics.SESSIONS : Topics.TRACES))) {
      for (Label label : labels) {
        if (stop.getAsBoolean()) {
          return;
        }
        key(sessions, label)
            .flatMap(key -> find(reader, key, label, decoder))
            .ifPresent(target -> taker.accept(label, target));
      }
    }
  }

  private static Optional<String> key(boolean sessions, Label label) {
    return sessions
        ? label
            .getSessionId()
            .map(id -> new SessionKey(label.getProject(), label.getAgent(), id).text())
        : label.getTraceId();
  }

  private static Optional<Target> find(
      TopicReader topic, String key, Label label, Function<byte[], List<Target>> decoder) {
    LogReader partition = topic.partitionOf(key);
    Instant revision = Instant.ofEpochMilli(label.getRevision());
    for (Stretch all : partition.since(revision)) {
      Stretch left = all;
      while (!left.isEmpty()) {
        Stretch step =
            new Stretch(left.partition(), left.start(), Math.min(left.end(), left.start() + STEP));
        List<ConsumerRecord<String, byte[]>> records = partition.read(step);
        for (ConsumerRecord<String, byte[]> record : records) {
          Optional<Target> found = target(record, key, label, decoder);
          if (found.isPresent()) {
            return found;
          }
        }
        long past = revision.plus(DISORDER).toEpochMilli();
        if (records.stream().allMatch(record -> record.timestamp() > past)) {
          break;
        }
        left = new Stretch(left.partition(), step.end(), left.end());
      }
    }
    return Optional.empty();
  }

  private static Optional<Target> target(
      ConsumerRecord<String, byte[]> record,
      String key,
      Label label,
      Function<byte[], List<Target>> decoder) {
    if (!key.equals(record.key())
        || record.value() == null
        || record.timestamp() != label.getRevision()) {
      return Optional.empty();
    }
    try {
      return decoder.apply(record.value()).stream()
          .filter(target -> target.scope() == label.getScope())
          .filter(target -> target.project().equals(label.getProject()))
          .filter(target -> target.agent().equals(label.getAgent()))
          .filter(target -> target.targetId().equals(label.getTargetId()))
          .findFirst();
    } catch (UndecodableException e) {
      // The dispatcher met it before and put it to the dead letters.
      return Optional.empty();
    }
  }

  private List<Target> trace(byte[] record) {
    return Targets.of(traceCodec.decode(record));
  }

  private List<Target> session(byte[] record) {
    return Targets.of(sessionCodec.decode(record));
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, STEP);
    // A fetch that waits at the end of one partition would hold up the next partition's.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    return settings;
  }
}
