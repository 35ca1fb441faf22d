// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.assemble.AssembleTopology;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.dispatch.DispatchTopology;
import dev.telltale.classifier.inspect.Inspection;
import dev.telltale.classifier.registry.FollowedSignals;
import dev.telltale.classifier.revisit.RunWorker;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * The role that assembles traces and sessions, dispatches them to the judge, and goes back to past
 * ones for runs.
 */
public final class Classifier implements AutoCloseable {
  private final CompactedView<SignalKey, SignalDefinition> definitions;
  private final StreamsRole assembly;
  private final StreamsRole dispatch;
  private final RunWorker runs;
  private final Inspection inspection;

  /** Wires the role; {@link #start()} starts it. */
  public Classifier(
      ClassifierConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      MeterRegistry meters,
      InstantSource time) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.definitions =
        new CompactedView<>(kafka, Topics.SIGNALS, serdes.codec(Topics.SIGNALS), time, () -> {});
    FollowedSignals signals = new FollowedSignals(definitions);
    Transcripts transcripts = new Transcripts(config.transcriptTokens());
    this.assembly =
        new StreamsRole(
            "assemble",
            kafka,
            new AssembleTopology(
                    kafka,
                    serdes,
                    config.traces(),
                    config.sessions(),
                    time,
                    new MeteredAssembly(meters, kafka))
                .get(),
            config.streams(),
            meters);
    this.dispatch =
        new StreamsRole(
            "dispatch",
            kafka,
            new DispatchTopology(
                    kafka, serdes, signals, transcripts, time, new MeteredDispatch(meters))
                .get(),
            config.streams(),
            meters);
    this.runs =
        new RunWorker(
            kafka, serdes, signals, transcripts, time, new MeteredRuns(meters), config.runs());
    this.inspection =
        new Inspection(
            assembly::store,
            new PartitionCounts(kafka),
            config.traces(),
            config.sessions(),
            serdes);
    DefinitionsGauges.register(meters, "classifier", definitions, time);
  }

  /** Starts to read. */
  public void start() {
    definitions.start();
    assembly.start();
    dispatch.start();
    runs.start();
  }

  /** False when a stream application or the reading of runs has given up. */
  public boolean isHealthy() {
    return assembly.isHealthy() && dispatch.isHealthy() && runs.isHealthy();
  }

  /**
   * False once a part has ended that only a new process brings back; not while Kafka or the
   * registry is away.
   */
  public boolean isAlive() {
    return !(assembly.hasEnded()
        || dispatch.hasEnded()
        || runs.hasEnded()
        || definitions.hasEnded());
  }

  /** True once every partition is being read. */
  public boolean isReady() {
    return assembly.isRunning() && dispatch.isRunning();
  }

  /** A look at what this instance assembles. */
  public Inspection inspection() {
    return inspection;
  }

  /** Stops reading and commits. */
  @Override
  public void close() {
    runs.close();
    dispatch.close();
    assembly.close();
    definitions.close();
  }
}
