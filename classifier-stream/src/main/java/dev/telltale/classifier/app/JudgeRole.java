// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.Answered;
import dev.telltale.classifier.judge.Asking;
import dev.telltale.classifier.judge.Budgets;
import dev.telltale.classifier.judge.Conditions;
import dev.telltale.classifier.judge.Judge;
import dev.telltale.classifier.judge.JudgeByKind;
import dev.telltale.classifier.judge.JudgeWorker;
import dev.telltale.classifier.judge.LabelLog;
import dev.telltale.classifier.judge.OutageMarks;
import dev.telltale.classifier.judge.RetryStep;
import dev.telltale.classifier.judge.Spending;
import dev.telltale.classifier.judge.SpendingReader;
import dev.telltale.classifier.judge.llm.LlmJudge;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.classifier.judge.offline.OfflineJudge;
import dev.telltale.classifier.registry.FollowedSignals;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.ConsumerGroups;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalStatus;
import dev.telltale.schemas.topic.Outages;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role that answers requests. */
public final class JudgeRole implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JudgeRole.class);
  private static final int MOST_IN_A_POLL = 64;
  private static final int SESSION_TIMEOUT_MS = 10_000;

  private final CompactedView<SignalKey, SignalDefinition> definitions;
  private final CompactedView<SignalKey, SignalStatus> statuses;
  private final SpendingReader spent;
  private final Producer<String, byte[]> producer;
  private final JudgeWorker worker;
  private final JudgeWorker previews;
  private final JudgeWorker backfills;
  private final OutageMarks outages;

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
    this(config, kafka, registry, meters, time, secret, Embedder.lazily(BgeSmallEmbedder::new));
  }

  /** The same with an embedder that others may use too. */
  public JudgeRole(
      JudgeConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      MeterRegistry meters,
      InstantSource time,
      byte[] secret,
      Embedder embedder) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    Judge offline = new OfflineJudge(embedder, config.offlineLead());
    Optional<Judge> llm =
        config.llm().map(settings -> new LlmJudge(settings, secret, time, new MeteredLlm(meters)));
    this.definitions =
        new CompactedView<>(kafka, Topics.SIGNALS, serdes.codec(Topics.SIGNALS), time, () -> {});
    this.statuses =
        new CompactedView<>(
            kafka, Topics.SIGNAL_STATUS, serdes.codec(Topics.SIGNAL_STATUS), time, () -> {});
    this.producer = new KafkaProducer<>(kafka.producer());
    MeteredJudge metrics = new MeteredJudge(meters, Origin.LIVE);
    LabelLog labels =
        new LabelLog(
            kafka.name(Topics.LABELS),
            () -> new KafkaConsumer<>(kafka.consumer()),
            serdes.codec(Topics.LABELS));
    Spending spending = new Spending(config.rules().budgets(), time, metrics);
    this.spent = new SpendingReader(labels, spending, time);
    FollowedSignals signals = new FollowedSignals(definitions);
    Judge judge = new JudgeByKind(offline, llm);
    Asking asking =
        new Asking(
            signals,
            judge,
            new Conditions(
                () -> statuses.snapshot().values(),
                status -> write(kafka, serdes, status),
                config.rules().probeEvery(),
                time),
            spending,
            config.rules().joint(),
            time);
    Answered answered =
        from -> {
          spent.awaitCaughtUp();
          return labels.since(from);
        };
    this.worker =
        new JudgeWorker(
            settings(config, kafka),
            () -> new KafkaConsumer<>(consumer(kafka, "judge")),
            producer,
            new JudgeWorker.Codecs(
                serdes.codec(Topics.JUDGE_REQUESTS), serdes.codec(Topics.LABELS)),
            asking,
            answered,
            time,
            RandomGenerator.getDefault(),
            metrics);
    // The same budgets, conditions and providers, with threads of its own.
    this.backfills =
        new JudgeWorker(
            backfillSettings(config, kafka),
            () -> new KafkaConsumer<>(consumer(kafka, ConsumerGroups.JUDGE_BACKFILLS)),
            producer,
            new JudgeWorker.Codecs(
                serdes.codec(Topics.JUDGE_REQUESTS_BACKFILL), serdes.codec(Topics.LABELS)),
            asking,
            answered,
            time,
            RandomGenerator.getDefault(),
            new MeteredJudge(meters, Origin.BACKFILL));
    this.outages =
        new OutageMarks(
            signals::now,
            judge,
            (signal, provider) -> mark(kafka.name(Topics.LABELS), signal, provider),
            time);
    this.previews = previews(config, kafka, serdes, signals, judge, meters, time);
    meters.gauge("telltale.judge.in.flight", worker, JudgeWorker::inFlight);
    Gauge.builder("telltale.judge.concurrency", config::concurrency).register(meters);
    meters.gauge("telltale.judge.backfill.in.flight", backfills, JudgeWorker::inFlight);
    meters.gauge("telltale.judge.oldest.seconds", worker, JudgeWorker::oldestSeconds);
    meters.gauge("telltale.judge.retries.waiting", worker, JudgeWorker::retriesWaiting);
    lag(meters, "judge", worker);
    lag(meters, ConsumerGroups.JUDGE_BACKFILLS, backfills);
    lag(meters, ConsumerGroups.JUDGE_PREVIEWS, previews);
    DefinitionsGauges.register(meters, "judge", definitions, time);
  }

  /** Starts to read. */
  public void start() {
    definitions.start();
    statuses.start();
    spent.start();
    worker.start();
    previews.start();
    backfills.start();
    outages.start();
  }

  /** False once the reading has ended. */
  public boolean isHealthy() {
    return worker.isHealthy() && previews.isHealthy() && backfills.isHealthy();
  }

  /**
   * False once a part has ended that only a new process brings back; not while Kafka, the registry
   * or a provider is away.
   */
  public boolean isAlive() {
    return !(worker.hasEnded()
        || previews.hasEnded()
        || backfills.hasEnded()
        || spent.hasEnded()
        || statuses.hasEnded()
        || definitions.hasEnded());
  }

  /** Stops reading, waits for what is under way, commits. */
  @Override
  public void close() {
    outages.close();
    // Told first: a stop lasts as long as one drain, and not as three.
    List.of(worker, previews, backfills).forEach(JudgeWorker::stop);
    worker.close();
    previews.close();
    backfills.close();
    producer.close(Duration.ofSeconds(10));
    spent.close();
    statuses.close();
    definitions.close();
  }

  /**
   * With threads of its own: live requests and previews do not wait for each other. Somebody looks
   * on, so nothing is put off; the same target may be asked about again, so no verdict stands
   * already; and since the verdicts are not kept, budgets, which are counted from what is kept, and
   * the signals' conditions stay as they are.
   */
  private JudgeWorker previews(
      JudgeConfig config,
      KafkaConnection kafka,
      TopicSerdes serdes,
      FollowedSignals signals,
      Judge judge,
      MeterRegistry meters,
      InstantSource time) {
    MeteredJudge metrics = new MeteredJudge(meters, Origin.PREVIEW);
    return new JudgeWorker(
        new JudgeWorker.Settings(
            kafka.name(Topics.JUDGE_REQUESTS_PREVIEW),
            List.of(),
            kafka.name(Topics.LABEL_PREVIEWS),
            kafka.name(Topics.DEAD_LETTERS),
            Math.max(1, config.concurrency() / 2),
            config.drain()),
        () -> new KafkaConsumer<>(consumer(kafka, ConsumerGroups.JUDGE_PREVIEWS)),
        producer,
        new JudgeWorker.Codecs(
            serdes.codec(Topics.JUDGE_REQUESTS_PREVIEW), serdes.codec(Topics.LABEL_PREVIEWS)),
        new Asking(
            signals,
            judge,
            new Conditions(Map::of, status -> {}, config.rules().probeEvery(), time),
            new Spending(Budgets.none(), time, metrics),
            config.rules().joint(),
            time),
        from -> Set.of(),
        time,
        RandomGenerator.getDefault(),
        metrics);
  }

  private static void lag(MeterRegistry meters, String group, JudgeWorker worker) {
    Gauge.builder("telltale.consumer.lag", worker, JudgeWorker::lag)
        .baseUnit("records")
        .tag("group", group)
        .register(meters);
  }

  private void mark(String labels, SignalKey signal, String provider) {
    ProducerRecord<String, byte[]> mark = new ProducerRecord<>(labels, signal.text(), null);
    mark.headers().add(Outages.HEADER, Outages.value(provider));
    var unused =
        producer.send(
            mark,
            (written, e) -> {
              if (e != null) {
                LOGGER
                    .atWarn()
                    .addKeyValue("signal", signal.text())
                    .addKeyValue("provider", provider)
                    .addKeyValue("error", String.valueOf(e.getMessage()))
                    .log("the outage of a judge could not be written");
              }
            });
  }

  private void write(KafkaConnection kafka, TopicSerdes serdes, SignalStatus status) {
    SignalKey key = new SignalKey(status.getProject(), status.getAgent(), status.getSignal());
    LOGGER
        .atInfo()
        .addKeyValue("signal", key.text())
        .addKeyValue("condition", status.getCondition())
        .addKeyValue("detail", status.getDetail())
        .log("a signal's condition has changed");
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.name(Topics.SIGNAL_STATUS),
                key.text(),
                serdes.codec(Topics.SIGNAL_STATUS).encode(status)),
            (written, e) -> {
              if (e != null) {
                LOGGER
                    .atWarn()
                    .addKeyValue("signal", key.text())
                    .addKeyValue("error", String.valueOf(e.getMessage()))
                    .log("a signal's condition could not be written");
              }
            });
  }

  private static JudgeWorker.Settings settings(JudgeConfig config, KafkaConnection kafka) {
    return new JudgeWorker.Settings(
        kafka.name(Topics.JUDGE_REQUESTS),
        List.of(
            new RetryStep(kafka.name(Topics.JUDGE_RETRIES_30S), Duration.ofSeconds(30)),
            new RetryStep(kafka.name(Topics.JUDGE_RETRIES_5M), Duration.ofMinutes(5)),
            new RetryStep(kafka.name(Topics.JUDGE_RETRIES_30M), Duration.ofMinutes(30)),
            new RetryStep(kafka.name(Topics.JUDGE_RETRIES_2H), Duration.ofHours(2))),
        kafka.name(Topics.LABELS),
        kafka.name(Topics.DEAD_LETTERS),
        config.concurrency(),
        config.drain());
  }

  /**
   * What has no answer for now goes to the end of its own topic and waits there, before the next of
   * its partition: a provider that is busy holds up backfills, and the turns of the retry topics
   * stay with live requests.
   */
  private static JudgeWorker.Settings backfillSettings(JudgeConfig config, KafkaConnection kafka) {
    String topic = kafka.name(Topics.JUDGE_REQUESTS_BACKFILL);
    return new JudgeWorker.Settings(
        topic,
        List.of(
            new RetryStep(topic, Duration.ofSeconds(30)),
            new RetryStep(topic, Duration.ofMinutes(2)),
            new RetryStep(topic, Duration.ofMinutes(5))),
        kafka.name(Topics.LABELS),
        kafka.name(Topics.DEAD_LETTERS),
        config.backfillConcurrency(),
        config.drain());
  }

  private static Map<String, Object> consumer(KafkaConnection kafka, String group) {
    Map<String, Object> config = kafka.consumer(group);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_IN_A_POLL);
    // The reader's thread only polls: silence means death, and others should take over soon.
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    return config;
  }
}
