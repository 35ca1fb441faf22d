// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.dispatch;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** Closed traces and sessions to requests for the judge. */
public final class DispatchTopology implements Supplier<Topology> {
  static final String TRACES_STORE = "dispatched-traces";
  static final String SESSIONS_STORE = "dispatched-sessions";
  private static final String TRACES = "dispatch-traces";
  private static final String SESSIONS = "dispatch-sessions";

  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private final SignalCatalog catalog;
  private final Transcripts transcripts;
  private final InstantSource wall;
  private final DispatchMetrics metrics;

  /** Takes everything that the topology needs. */
  public DispatchTopology(
      KafkaConnection kafka,
      TopicSerdes serdes,
      SignalCatalog catalog,
      Transcripts transcripts,
      InstantSource wall,
      DispatchMetrics metrics) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.catalog = catalog;
    this.transcripts = transcripts;
    this.wall = wall;
    this.metrics = metrics;
  }

  @Override
  public Topology get() {
    Topology topology = new Topology();
    step(topology, TRACES, Topics.TRACES, Targets::of, TRACES_STORE);
    step(topology, SESSIONS, Topics.SESSIONS, Targets::of, SESSIONS_STORE);
    return topology;
  }

  private <V extends SpecificRecord> void step(
      Topology topology,
      String name,
      Topic<?, V> topic,
      Function<V, List<Target>> targets,
      String store) {
    String source = "read-" + topic.name();
    topology.addSource(
        source, new ByteArrayDeserializer(), new ByteArrayDeserializer(), kafka.name(topic));
    topology.addProcessor(
        name,
        () ->
            new Dispatch<>(
                new Dispatch.Step<>(
                    kafka.name(topic),
                    serdes.codec(topic),
                    targets,
                    store,
                    requests(topic),
                    deadLetters(topic)),
                serdes.codec(Topics.JUDGE_REQUESTS),
                catalog,
                transcripts,
                wall,
                metrics),
        source);
    topology.addStateStore(
        Stores.windowStoreBuilder(
            Stores.persistentWindowStore(store, Dispatched.KEPT, Duration.ofMillis(1), false),
            Serdes.String(),
            Serdes.ByteArray()),
        name);
    // Sinks of its own: a shared one would tie the partitions of both steps together in one task.
    sink(topology, requests(topic), Topics.JUDGE_REQUESTS, name);
    sink(topology, deadLetters(topic), Topics.DEAD_LETTERS, name);
  }

  private static String requests(Topic<?, ?> from) {
    return "write-judge-requests-of-" + from.name();
  }

  private static String deadLetters(Topic<?, ?> from) {
    return "write-dead-letters-of-" + from.name();
  }

  private void sink(Topology topology, String name, Topic<?, ?> topic, String parent) {
    topology.addSink(
        name, kafka.name(topic), new ByteArraySerializer(), new ByteArraySerializer(), parent);
  }
}
