// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.EvaluateTopology;
import dev.telltale.alert.evaluate.Schedule;
import dev.telltale.alert.notify.MessagePost;
import dev.telltale.alert.notify.NotificationWorker;
import dev.telltale.alert.notify.NotificationWorker.Clients;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.alert.notify.console.ConsoleNotifier;
import dev.telltale.alert.overview.OverviewWorker;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topic;
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
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
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

  private static final Duration DRAIN = Duration.ofSeconds(20);

  private static final Duration RULES_FRESH_FOR = Duration.ofMinutes(1);

  /** Longer than a sender's round and all attempts of one message: who sends is not away. */
  private static final Duration ONE_ROUND_WITHIN = Duration.ofMinutes(20);

  private static final int EVENTS_IN_A_ROUND = 100;

  private static final int CRASHES = 5;
  private static final Duration CRASH_PERIOD = Duration.ofMinutes(10);

  private final AlertConfig config;
  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private final InstantSource time;
  private final Schedule schedule;
  private final ConsoleNotifier console;
  private final List<Notifier> notifiers;
  private final AlertMeters meters;
  private final ReadingMeters reading;
  private final CrashBudget crashes;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile @Nullable Running running;
  private volatile @Nullable CompactedView<MemberKey, Member> members;

  /** What tells whether all is well. */
  private record Running(
      CompactedView<AlertId, AlertRule> rules,
      CompactedView<MemberKey, Member> members,
      KafkaStreams streams,
      List<NotificationWorker> workers,
      OverviewWorker overviews) {}

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
    this(config, kafka, registry, meters, LabelCounting.ALONE, time, console);
  }

  /**
   * The same, where whoever keeps the meters wants to know which label is counted.
   *
   * @param counting runs the increment of the counter of labels
   */
  public Alerts(
      AlertConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      MeterRegistry meters,
      LabelCounting counting,
      InstantSource time,
      PrintStream console) {
    this.config = config;
    this.kafka = kafka;
    this.serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.time = time;
    this.schedule = config.schedule();
    this.console = new ConsoleNotifier(console);
    this.notifiers = Notifiers.of(config.delivery(), this.console, this::members, time);
    this.meters =
        new AlertMeters(meters, counting, notifiers.stream().map(Notifier::name).toList());
    this.reading = new ReadingMeters(meters, time);
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
        && now.overviews.isAlive()
        && now.rules.snapshot().freshAt().isAfter(time.instant().minus(RULES_FRESH_FOR));
  }

  /**
   * False once a part has ended that only a new process brings back; not while Kafka or the
   * registry is away.
   */
  public boolean isAlive() {
    Running now = running;
    return now == null
        || (!now.streams.state().hasCompletedShutdown()
            && now.workers.stream().allMatch(NotificationWorker::isAlive)
            && now.overviews.isAlive()
            && !now.rules.hasEnded()
            && !now.members.hasEnded());
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
    CompactedView<AlertId, AlertRule> rules = open(Topics.ALERT_RULES);
    reading.rules(rules);
    CompactedView<MemberKey, Member> people = open(Topics.MEMBERS);
    members = people;
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
    OverviewWorker overviews = overviews(producer);
    open.push(overviews);
    overviews.start();
    return new Running(rules, people, streams, workers, overviews);
  }

  private Map<MemberKey, Member> members() {
    CompactedView<MemberKey, Member> view = members;
    return view == null ? Map.of() : view.snapshot().values();
  }

  /**
   * Who evaluates takes every rule that is not in the book for one that was taken away, and who
   * sends takes every member for one who left: so wait.
   */
  private <K, V extends SpecificRecord> CompactedView<K, V> open(Topic<K, V> topic) {
    CompactedView<K, V> view =
        new CompactedView<>(kafka, topic, serdes.codec(topic), time, () -> {});
    open.push(view);
    view.start();
    try {
      if (!view.awaitCaughtUp(START_WITHIN)) {
        throw new KafkaException(
            "topic " + kafka.name(topic) + ": not read within " + START_WITHIN);
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return view;
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
    Topology topology =
        new EvaluateTopology(kafka, serdes, book, config.pipeline(), schedule, time, meters).get();
    KafkaStreams streams = new KafkaStreams(topology, StreamsProperties.of(config, kafka, meters));
    open.push(() -> streams.close(goodbye()));
    streams.setUncaughtExceptionHandler(this::answerCrash);
    reading.lag("alerts", streams::metrics);
    streams.start();
    return streams;
  }

  /**
   * Who leaves says so: whoever comes next would wait until this process is missed. Who has a name
   * comes back, and its partitions wait for it.
   */
  private CloseOptions goodbye() {
    return CloseOptions.timeout(DRAIN)
        .withGroupMembershipOperation(
            config.instanceId().isPresent()
                ? GroupMembershipOperation.REMAIN_IN_GROUP
                : GroupMembershipOperation.LEAVE_GROUP);
  }

  private StreamThreadExceptionResponse answerCrash(Throwable crash) {
    boolean affordable = crashes.spend();
    LOGGER
        .atError()
        .setCause(crash)
        .addKeyValue("answer", affordable ? "new thread" : "stop")
        .log("evaluation crashed");
    if (affordable) {
      reading.restarted();
    }
    return affordable
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private NotificationWorker worker(Notifier notifier, Producer<String, byte[]> producer) {
    String group = "notify-" + notifier.name();
    Map<String, Object> events = kafka.consumer(group);
    StreamsProperties.membership().forEach(events::putIfAbsent);
    events.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, EVENTS_IN_A_ROUND);
    events.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) ONE_ROUND_WITHIN.toMillis());
    Consumer<String, byte[]> consumer = new KafkaConsumer<>(events);
    reading.lag(group, consumer::metrics);
    return new NotificationWorker(
        notifier,
        new Clients(consumer, new KafkaConsumer<>(kafka.consumer()), producer),
        kafka,
        serdes,
        config.delivery().settings(),
        time,
        meters,
        notice -> console.say(notice, time.instant()));
  }

  /** With notifiers of its own: each is used by one thread. */
  private OverviewWorker overviews(Producer<String, byte[]> producer) {
    Map<String, Object> turn = kafka.consumer("overviews");
    StreamsProperties.membership().forEach(turn::putIfAbsent);
    turn.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) ONE_ROUND_WITHIN.toMillis());
    return new OverviewWorker(
        new MessagePost(
            Notifiers.of(config.delivery(), console, this::members, time),
            config.delivery().settings().patience(),
            time,
            meters),
        new OverviewWorker.Clients(
            new KafkaConsumer<>(turn),
            new KafkaConsumer<>(kafka.consumer()),
            new KafkaConsumer<>(kafka.consumer()),
            producer),
        kafka,
        serdes,
        this::members,
        Optional.of(config.delivery().settings().more().ofAllSignals()),
        time);
  }
}
