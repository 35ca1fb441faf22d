// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.dispatch.Targets;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.topic.KeyText;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Looks for a run's targets in the topics, from the newest back. May be used from any thread. */
final class PastTargets implements Past {
  /** Where a preview stops to look: somebody waits for it. */
  private static final long MOST_RECORDS = 20_000;

  /**
   * A target starts by its client's clock, which may be ahead of the clock by which it was closed.
   */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final int FETCH_BYTES = 8 * 1024 * 1024;
  private static final int FETCH_WAIT_MS = 20;

  private final KafkaConnection kafka;
  private final AvroCodec<Trace> traceCodec;
  private final AvroCodec<Session> sessionCodec;

  PastTargets(KafkaConnection kafka, TopicSerdes serdes) {
    this.kafka = kafka;
    this.traceCodec = serdes.codec(Topics.TRACES);
    this.sessionCodec = serdes.codec(Topics.SESSIONS);
  }

  /** One trace or session, and what all its revisions have alike. */
  private record Found(String identity, int revisions, List<Target> targets) {}

  /**
   * Gives what is picked, the most recent first, until there is enough, everything was looked at,
   * or it is told to stop.
   *
   * @return false when there is more that it did not look at, because that is far back
   */
  boolean each(
      Run run, SignalScope scope, Picking picking, BooleanSupplier stop, Consumer<Target> taker) {
    Function<byte[], Found> decoder = decoder(scope);
    try (LogReader reader = reader(scope)) {
      NewestFirst records = new NewestFirst(reader, backTo(run));
      while (records.hasNext()
          && !picking.isFull()
          && picking.scanned() < MOST_RECORDS
          && !stop.getAsBoolean()) {
        ConsumerRecord<String, byte[]> record = records.next();
        if (record.value() != null) {
          offer(record, decoder, picking, taker);
        }
      }
      return !records.hasNext() || picking.scanned() < MOST_RECORDS;
    }
  }

  @Override
  public List<Long> ends(SignalScope scope) {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings())) {
      String topic = topic(scope);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .sorted(Comparator.comparingInt(TopicPartition::partition))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      return partitions.stream().map(partition -> ends.getOrDefault(partition, 0L)).toList();
    }
  }

  @Override
  public void all(
      Run run,
      SignalScope scope,
      List<Long> ends,
      Picking picking,
      BooleanSupplier stop,
      Consumer<Target> taker) {
    Function<byte[], Found> decoder = decoder(scope);
    try (LogReader reader = reader(scope)) {
      List<Stretch> stretches =
          reader.since(backTo(run)).stream()
              .filter(stretch -> stretch.partition().partition() < ends.size())
              .map(stretch -> stretch.upTo(ends.get(stretch.partition().partition())))
              .filter(stretch -> !stretch.isEmpty())
              .toList();
      NewestFirst records = new NewestFirst(reader, stretches);
      while (records.hasNext() && !stop.getAsBoolean()) {
        ConsumerRecord<String, byte[]> record = records.next();
        if (record.value() != null) {
          offer(record, decoder, picking, taker);
        }
      }
    }
  }

  private LogReader reader(SignalScope scope) {
    return new TopicReader(new KafkaConsumer<>(settings()), topic(scope));
  }

  private String topic(SignalScope scope) {
    return kafka.name(scope == SignalScope.SESSION ? Topics.SESSIONS : Topics.TRACES);
  }

  private Function<byte[], Found> decoder(SignalScope scope) {
    return scope == SignalScope.SESSION ? this::session : this::trace;
  }

  private static void offer(
      ConsumerRecord<String, byte[]> record,
      Function<byte[], Found> decoder,
      Picking picking,
      Consumer<Target> taker) {
    Found found;
    try {
      found = decoder.apply(record.value());
    } catch (UndecodableException e) {
      // The dispatcher met it before and put it to the dead letters.
      return;
    }
    picking.offer(found.identity, found.revisions, found.targets).forEach(taker);
  }

  private Found trace(byte[] record) {
    Trace trace = traceCodec.decode(record);
    return new Found(
        KeyText.slug(trace.getProject()) + '/' + trace.getTraceId(),
        trace.getRevisions(),
        Targets.of(trace));
  }

  private Found session(byte[] record) {
    Session session = sessionCodec.decode(record);
    return new Found(
        new SessionKey(session.getProject(), session.getAgent(), session.getSessionId()).text(),
        session.getRevisions(),
        Targets.of(session));
  }

  private static Instant backTo(Run run) {
    return run.getFrom().isBefore(Instant.EPOCH.plus(SLACK))
        ? Instant.EPOCH
        : run.getFrom().minus(SLACK);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    // A fetch that waits at the end of one partition would hold up the next partition's.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    return settings;
  }
}
