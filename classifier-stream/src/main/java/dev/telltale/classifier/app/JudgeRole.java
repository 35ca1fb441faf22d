// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.Judge;
import dev.telltale.classifier.judge.JudgeByKind;
import dev.telltale.classifier.judge.JudgeWorker;
import dev.telltale.classifier.judge.llm.LlmJudge;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.OfflineJudge;
import dev.telltale.classifier.registry.FollowedSignals;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** The role that answers requests. */
public final class JudgeRole implements AutoCloseable {
  private final CompactedView<SignalKey, SignalDefinition> definitions;
  private final Producer<String, byte[]> producer;
  private final JudgeWorker worker;

  /**
   * Wires the role; {@link #start()} starts it.
   *
   * @param secret of this installation, for the marks around transcripts
   */
  public JudgeRole(
      JudgeConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      MeterRegistry meters,
      InstantSource time,
      byte[] secret) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    Judge offline = new OfflineJudge(new BgeSmallEmbedder(), config.offlineLead());
    Optional<Judge> llm = config.llm().map(settings -> new LlmJudge(settings, secret));
    this.definitions =
        new CompactedView<>(kafka, Topics.SIGNALS, serdes.codec(Topics.SIGNALS), time, () -> {});
    this.producer = new KafkaProducer<>(kafka.producer());
    this.worker =
        new JudgeWorker(
            new JudgeWorker.Settings(
                kafka.name(Topics.JUDGE_REQUESTS),
                kafka.name(Topics.LABELS),
                kafka.name(Topics.DEAD_LETTERS),
                config.concurrency(),
                config.drain()),
            () -> new KafkaConsumer<>(consumer(kafka, config.concurrency())),
            producer,
            serdes.codec(Topics.JUDGE_REQUESTS),
            serdes.codec(Topics.LABELS),
            new FollowedSignals(definitions),
            new JudgeByKind(offline, llm),
            time,
            new MeteredJudge(meters));
    meters.gauge("telltale.judge.in.flight", worker, JudgeWorker::inFlight);
  }

  /** Starts to read. */
  public void start() {
    definitions.start();
    worker.start();
  }

  /** False once the reading has ended. */
  public boolean isHealthy() {
    return worker.isHealthy();
  }

  /** Stops reading, waits for what is under way, commits. */
  @Override
  public void close() {
    worker.close();
    producer.close(Duration.ofSeconds(10));
    definitions.close();
  }

  private static Map<String, Object> consumer(KafkaConnection kafka, int concurrency) {
    Map<String, Object> config = kafka.consumer("judge");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, concurrency);
    return config;
  }
}
