// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.EvaluateTopology;
import dev.telltale.alert.evaluate.Schedule;
import dev.telltale.alert.notify.NotificationWorker;
import dev.telltale.alert.notify.NotificationWorker.Clients;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.alert.notify.Patience;
import dev.telltale.alert.notify.UnservedChannels;
import dev.telltale.alert.notify.console.ConsoleNotifier;
import dev.telltale.alert.notify.slack.SlackNotifier;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert stream of one process: follows the rules, evaluates them, sends their messages. Started
 * once. Start and close from one thread; health may be asked from any.
 */
public final class Alerts implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Alerts.class);
  private static final Duration START_WITHIN = Duration.ofSeconds(60);

  /** Says goodbye, so that whoever comes next does not wait until this process is missed. */
  private static final CloseOptions LEAVE =
      CloseOptions.timeout(Duration.ofSeconds(20))
          .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);

  private static final Duration RULES_FRESH_FOR = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Longer than all attempts of a few channels of one event: a worker that sends is not away. */
  private static final Duration ONE_EVENT_WITHIN = Duration.ofMinutes(15);

  private static final int CRASHES = 5;
  private static final Duration CRASH_PERIOD = Duration.ofMinutes(10);

  private final AlertConfig config;
  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private final InstantSource time;
  private final Schedule schedule;
  private final Patience patience;
  private final List<Notifier> notifiers;
  private final AlertMeters meters;
  private final CrashBudget crashes;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile @Nullable Running running;

  /** What tells whether all is well. */
  private record Running(
      CompactedView<AlertId, AlertRule> rules,
      KafkaStreams streams,
      List<NotificationWorker> workers) {}

  /**
   * Makes one; nothing is connected yet.
   *
   * @param time the wall clock
   * @param console where messages of the console channel are printed; not closed
   */
  public Alerts(
      AlertConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      MeterRegistry meters,
      InstantSource time,
      PrintStream console) {
    this.config = config;
    this.kafka = kafka;
    this.serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.time = time;
    this.schedule = new Schedule(config.interval(), config.settle(), config.staleAfter());
    this.patience = new Patience(config.deliveryAttempts(), config.deliveryPause(), LONGEST_PAUSE);
    this.notifiers = notifiers(config, console);
    this.meters = new AlertMeters(meters, notifiers.stream().map(Notifier::name).toList());
    this.crashes = new CrashBudget(CRASHES, CRASH_PERIOD, time);
  }

  /**
   * Starts; returns when the rules have been read and the rest is on its way. The catalogue's
   * topics must exist.
   *
   * @throws KafkaException when Kafka cannot be reached, a topic is missing, or the rules cannot be
   *     read within a minute; nothing runs then
   */
  public void start() {
    try {
      running = open();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Whether everything that was started still works: the evaluation, every notifier, and the rules,
   * which have been read to their end within the last minute. False before the start and after the
   * end.
   */
  public boolean isHealthy() {
    Running now = running;
    return now != null
        && now.streams.state().isRunningOrRebalancing()
        && now.workers.stream().allMatch(NotificationWorker::isAlive)
        && now.rules.snapshot().freshAt().isAfter(time.instant().minus(RULES_FRESH_FOR));
  }

  /** Stops, within seconds: messages first, then the evaluation. May be called twice. */
  @Override
  public void close() {
    running = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOGGER.atWarn().setCause(e).log("alert stream not closed cleanly");
      }
    }
  }

  private Running open() {
    CompactedView<AlertId, AlertRule> rules = openRules();
    RuleBook book = new RuleBook(rules::snapshot, partitionsOfLabels());
    KafkaStreams streams = openStreams(book);
    Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer());
    open.push(producer);
    List<NotificationWorker> workers = new ArrayList<>();
    for (Notifier notifier : notifiers) {
      NotificationWorker worker = worker(notifier, producer);
      open.push(worker);
      worker.start();
      workers.add(worker);
    }
    return new Running(rules, streams, workers);
  }

  /**
   * The evaluation takes every rule that is not in the book for one that was taken away: so wait.
   */
  private CompactedView<AlertId, AlertRule> openRules() {
    CompactedView<AlertId, AlertRule> rules =
        new CompactedView<>(
            kafka, Topics.ALERT_RULES, serdes.codec(Topics.ALERT_RULES), time, () -> {});
    open.push(rules);
    rules.start();
    try {
      if (!rules.awaitCaughtUp(START_WITHIN)) {
        throw new KafkaException(
            "topic " + kafka.name(Topics.ALERT_RULES) + ": not read within " + START_WITHIN);
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return rules;
  }

  private int partitionsOfLabels() {
    String labels = kafka.name(Topics.LABELS);
    try (Admin admin = Admin.create(kafka.client())) {
      return Objects.requireNonNull(
              admin
                  .describeTopics(List.of(labels))
                  .allTopicNames()
                  .get(START_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                  .get(labels))
          .partitions()
          .size();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("topic " + labels + ": cannot be described: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private KafkaStreams openStreams(RuleBook book) {
    Topology topology = new EvaluateTopology(kafka, serdes, book, schedule, time, meters).get();
    KafkaStreams streams = new KafkaStreams(topology, StreamsProperties.of(config, kafka, meters));
    open.push(() -> streams.close(LEAVE));
    streams.setUncaughtExceptionHandler(this::answerCrash);
    streams.start();
    return streams;
  }

  private StreamThreadExceptionResponse answerCrash(Throwable crash) {
    boolean affordable = crashes.spend();
    LOGGER
        .atError()
        .setCause(crash)
        .addKeyValue("answer", affordable ? "new thread" : "stop")
        .log("evaluation crashed");
    return affordable
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private NotificationWorker worker(Notifier notifier, Producer<String, byte[]> producer) {
    Map<String, Object> events = kafka.consumer("notify-" + notifier.name());
    StreamsProperties.membership().forEach(events::putIfAbsent);
    events.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    events.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) ONE_EVENT_WITHIN.toMillis());
    return new NotificationWorker(
        notifier,
        new Clients(new KafkaConsumer<>(events), new KafkaConsumer<>(kafka.consumer()), producer),
        kafka,
        serdes,
        patience,
        time,
        meters);
  }

  private static List<Notifier> notifiers(AlertConfig config, PrintStream console) {
    List<Notifier> notifiers = new ArrayList<>();
    notifiers.add(new ConsoleNotifier(console));
    notifiers.add(new SlackNotifier(config.slackWebhook(), config.deliveryTimeout()));
    notifiers.add(new UnservedChannels(notifiers));
    return List.copyOf(notifiers);
  }
}
