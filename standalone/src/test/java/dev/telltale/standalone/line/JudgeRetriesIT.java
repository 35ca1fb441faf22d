// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Asking;
import dev.telltale.classifier.judge.Budgets;
import dev.telltale.classifier.judge.CascadeEnd;
import dev.telltale.classifier.judge.Conditions;
import dev.telltale.classifier.judge.JudgeMetrics;
import dev.telltale.classifier.judge.JudgeWorker;
import dev.telltale.classifier.judge.LabelLog;
import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.RetryStep;
import dev.telltale.classifier.judge.Spending;
import dev.telltale.classifier.registry.FollowedSignals;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.bench.judge.Targets;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retry topics of a real Kafka, with pauses so short that a test can wait for them. */
class JudgeRetriesIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final InstantSource TIME = InstantSource.system();
  private static final int REQUESTS = 60;
  private static final int ATTEMPTS = 3;

  @TempDir Path folder;

  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  @Test
  void everyThirdRequestNeedsThreeAttemptsAndAWorkerMayGoInBetween() throws Exception {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    try (EmbeddedKafka broker = new EmbeddedKafka(folder.resolve("kafka"), 0)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "retries.", Map.of());
      try (TopicAdmin topics = new TopicAdmin(kafka, SOON)) {
        topics.create(Optional.empty());
      }
      TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
      Targets targets = new Targets(kafka, serdes);
      Counted metrics = new Counted();
      try (CompactedView<SignalKey, SignalDefinition> signals =
              new CompactedView<>(
                  kafka, Topics.SIGNALS, serdes.codec(Topics.SIGNALS), TIME, () -> {});
          KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
        signals.start();
        targets.write(REQUESTS);
        FollowedSignals catalog = new FollowedSignals(signals);
        try (JudgeWorker first = worker(kafka, serdes, producer, catalog, metrics)) {
          first.start();
          await().atMost(SOON).until(() -> metrics.putOff.get() >= REQUESTS / 3);
        }
        try (JudgeWorker second = worker(kafka, serdes, producer, catalog, metrics)) {
          second.start();
          await().atMost(SOON).until(() -> targets.verdicts().size() >= REQUESTS);
          await().atMost(SOON).until(() -> second.retriesWaiting() == 0);
        }
      }

      List<Label> labels = targets.verdicts().stream().map(Targets.Verdict::label).toList();
      assertThat(labels).extracting(Label::getLabelId).hasSize(REQUESTS).doesNotHaveDuplicates();
      assertThat(labels).allMatch(label -> label.getOutcome() == Outcome.LABELLED);
      assertThat(labels)
          .filteredOn(label -> label.getAttempt() == ATTEMPTS)
          .hasSize(REQUESTS / 3)
          .allMatch(label -> needsMore(label.getTargetId()));
    }
  }

  private Answer judge(Question question) {
    String target = question.request().getTargetId();
    int attempt = asked.merge(target, 1, Integer::sum);
    return Answer.without(
        needsMore(target) && attempt < ATTEMPTS
            ? new Answer.Later(Answer.FailureKind.RATE_LIMITED, Duration.ZERO)
            : new Answer.Labelled("true", null, List.of(), null),
        "scripted",
        "fixed");
  }

  private static boolean needsMore(String target) {
    return Integer.parseInt(target.substring(target.indexOf('-') + 1)) % 3 == 0;
  }

  private JudgeWorker worker(
      KafkaConnection kafka,
      TopicSerdes serdes,
      KafkaProducer<String, byte[]> producer,
      FollowedSignals catalog,
      JudgeMetrics metrics) {
    return new JudgeWorker(
        new JudgeWorker.Settings(
            kafka.name(Topics.JUDGE_REQUESTS),
            List.of(
                new RetryStep(kafka.name(Topics.JUDGE_RETRIES_30S), Duration.ofMillis(500)),
                new RetryStep(kafka.name(Topics.JUDGE_RETRIES_5M), Duration.ofSeconds(2))),
            kafka.name(Topics.LABELS),
            kafka.name(Topics.DEAD_LETTERS),
            4,
            Duration.ofSeconds(5)),
        () -> new KafkaConsumer<>(kafka.consumer("judge")),
        producer,
        new JudgeWorker.Codecs(serdes.codec(Topics.JUDGE_REQUESTS), serdes.codec(Topics.LABELS)),
        new Asking(
            catalog,
            this::judge,
            new Conditions(Map::of, status -> {}, Duration.ofMinutes(5), TIME),
            new Spending(Budgets.none(), TIME, metrics),
            false,
            TIME),
        new LabelLog(
            kafka.name(Topics.LABELS),
            () -> new KafkaConsumer<>(kafka.consumer()),
            serdes.codec(Topics.LABELS)),
        TIME,
        new Random(1),
        metrics);
  }

  private static final class Counted implements JudgeMetrics {
    private final AtomicLong putOff = new AtomicLong();

    @Override
    public void requestTaken(int signals) {}

    @Override
    public void verdict(Label label, Duration latency) {}

    @Override
    public void cascadeEnded(CascadeEnd end) {}

    @Override
    public void putOff(int signals) {
      putOff.addAndGet(signals);
    }

    @Override
    public void spared(int signals) {}

    @Override
    public void budget(String owner, String period, String unit, double used, double limit) {}

    @Override
    public void undecodable(String topic, String reason) {}

    @Override
    public void restarted() {}
  }
}
