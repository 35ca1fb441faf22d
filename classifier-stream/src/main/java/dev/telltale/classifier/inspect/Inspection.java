// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.inspect;

import dev.telltale.classifier.assemble.AssemblyState;
import dev.telltale.classifier.assemble.PerAgent;
import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import dev.telltale.classifier.conversation.Digests;
import dev.telltale.classifier.conversation.Identity;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.TraceId;
import dev.telltale.schemas.topic.KeyPartition;
import dev.telltale.schemas.topic.KeyText;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.InvalidStateStorePartitionException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads the assembly's stores while it works on them. An answer may mix two moments when a record
 * comes in between; nothing is locked. May be used from any thread.
 */
public final class Inspection {
  private final Stores stores;
  private final ToIntFunction<Topic<?, ?>> partitions;
  private final PerAgent<TraceRules> traceRules;
  private final PerAgent<SessionRules> sessionRules;
  private final AvroCodec<Span> spanCodec;
  private final AvroCodec<SessionTrace> partCodec;

  /** Where the stores are: Kafka Streams' interactive queries. */
  public interface Stores {
    /**
     * Opens a store.
     *
     * @throws InvalidStateStoreException when it is not here, or not now
     */
    <T> T store(StoreQueryParameters<T> query);
  }

  /**
   * Makes a view.
   *
   * @param stores of the assembly
   * @param partitions how many partitions a topic has; may throw a {@link KafkaException}
   */
  public Inspection(
      Stores stores,
      ToIntFunction<Topic<?, ?>> partitions,
      PerAgent<TraceRules> traceRules,
      PerAgent<SessionRules> sessionRules,
      TopicSerdes serdes) {
    this.stores = stores;
    this.partitions = partitions;
    this.traceRules = traceRules;
    this.sessionRules = sessionRules;
    this.spanCodec = serdes.codec(Topics.SPANS);
    this.partCodec = serdes.codec(Topics.SESSION_TRACES);
  }

  /** Looks for a trace. */
  public Answer<TraceState> trace(String project, TraceId traceId) {
    return look(
        AssemblyState.TRACES,
        Topics.SPANS,
        traceId.hex(),
        KeyText.slug(project) + '/' + traceId.hex(),
        (state, rows) -> trace(project, traceId, state, rows));
  }

  /** Looks for a session. */
  public Answer<SessionState> session(SessionKey key) {
    return look(
        AssemblyState.SESSIONS,
        Topics.SESSION_TRACES,
        key.text(),
        key.text(),
        (state, rows) -> session(key, state, rows));
  }

  private TraceState trace(String project, TraceId traceId, byte[] state, List<byte[]> rows) {
    List<Span> spans = new ArrayList<>(rows.size());
    rows.forEach(row -> spans.add(spanCodec.decode(row)));
    Identity.fill(spans);
    spans.sort(Comparator.comparingLong(Span::getStartUnixNano).thenComparing(Span::getSpanId));
    return new TraceState(
        project,
        traceId.hex(),
        AssemblyState.trace(state, traceRules),
        spans.stream().map(SpanLine::of).toList(),
        bytes(rows),
        Digests.of(spans));
  }

  private SessionState session(SessionKey key, byte[] state, List<byte[]> rows) {
    List<PartLine> parts =
        rows.stream()
            .map(row -> PartLine.of(partCodec.decode(row)))
            .sorted(Comparator.comparing(PartLine::start).thenComparing(PartLine::traceId))
            .toList();
    return new SessionState(
        key, AssemblyState.session(state, sessionRules.of(key.agent())), parts, bytes(rows));
  }

  private <T> Answer<T> look(
      AssemblyState.Stores names,
      Topic<?, ?> topic,
      String recordKey,
      String key,
      BiFunction<byte[], List<byte[]>, T> reader) {
    int partition;
    try {
      partition = KeyPartition.of(recordKey, partitions.applyAsInt(topic));
    } catch (KafkaException e) {
      return new Answer.NotNow<>("Kafka does not tell the partitions of " + topic.name());
    }
    try {
      ReadOnlyKeyValueStore<String, byte[]> states = open(names.states(), partition);
      byte[] state = states.get(key);
      if (state == null) {
        return new Answer.Unknown<>(partition);
      }
      return new Answer.Found<>(
          partition,
          clock(names.clock(), partition),
          reader.apply(state, rows(open(names.rows(), partition), key)));
    } catch (InvalidStateStorePartitionException e) {
      return new Answer.Elsewhere<>(partition);
    } catch (InvalidStateStoreException e) {
      return new Answer.NotNow<>("the classifier is starting, or its partitions are moving");
    } catch (RegistryException e) {
      return new Answer.NotNow<>("the schema registry cannot be asked");
    }
  }

  private static List<byte[]> rows(ReadOnlyKeyValueStore<String, byte[]> store, String key) {
    List<byte[]> rows = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> found =
        store.prefixScan(key + '|', new StringSerializer())) {
      found.forEachRemaining(row -> rows.add(row.value));
    }
    return rows;
  }

  private Instant clock(String name, int partition) {
    ReadOnlyKeyValueStore<Bytes, byte[]> store = open(name, partition);
    byte[] now = store.get(AssemblyState.CLOCK_ROW);
    return Instant.ofEpochMilli(now == null ? 0 : ByteBuffer.wrap(now).getLong());
  }

  private <K> ReadOnlyKeyValueStore<K, byte[]> open(String name, int partition) {
    return stores.store(
        StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<K, byte[]>keyValueStore())
            .withPartition(partition));
  }

  private static long bytes(List<byte[]> rows) {
    return rows.stream().mapToLong(row -> row.length).sum();
  }
}
