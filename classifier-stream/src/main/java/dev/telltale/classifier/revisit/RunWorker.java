// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.ConsumerGroups;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.OffsetTracker;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the runs that are asked for, a few at a time. The instance that has the partition of {@code
 * runs} does them, and commits a run when its end is written: the runs of an instance that dies are
 * taken up by the next one, and those that have ended before are left alone.
 */
public final class RunWorker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunWorker.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** An instance that was killed is missed after this long. */
  private static final int MISSED_AFTER_MS = 10_000;

  private final KafkaConnection kafka;
  private final AvroCodec<Run> codec;
  private final Producer<String, byte[]> producer;
  private final CompactedView<String, RunProgress> known;
  private final CompactedView<String, Run> newest;
  private final InstantSource time;
  private final RunMetrics metrics;
  private final UnderWay underWay;
  private final Thread reader;
  private volatile boolean running = true;
  private volatile @Nullable Consumer<String, byte[]> polling;

  /** Makes a worker; {@link #start()} starts it. */
  public RunWorker(
      KafkaConnection kafka,
      TopicSerdes serdes,
      SignalCatalog catalog,
      Transcripts transcripts,
      InstantSource time,
      RunMetrics metrics,
      RunSettings settings) {
    this.kafka = kafka;
    this.codec = serdes.codec(Topics.RUNS);
    this.producer = new KafkaProducer<>(kafka.producer());
    this.known =
        new CompactedView<>(
            kafka, Topics.RUN_PROGRESS, serdes.codec(Topics.RUN_PROGRESS), time, () -> {});
    this.newest = new CompactedView<>(kafka, Topics.RUNS, codec, time, () -> {});
    this.time = time;
    this.metrics = metrics;
    this.underWay =
        new UnderWay(
            new Procedures(kafka, serdes, producer, catalog, transcripts, time, metrics, settings)
                .byKind(),
            new ProgressLog(
                producer, kafka.name(Topics.RUN_PROGRESS), serdes.codec(Topics.RUN_PROGRESS)),
            time,
            metrics);
    this.reader = new Thread(this::read, "runs");
  }

  /** Starts to read. */
  public void start() {
    known.start();
    newest.start();
    reader.start();
  }

  /** False once the reading has ended. */
  public boolean isHealthy() {
    return running && reader.isAlive();
  }

  /** True once a reading has ended; not while Kafka or the registry is away. */
  public boolean hasEnded() {
    return reader.getState() == Thread.State.TERMINATED || known.hasEnded() || newest.hasEnded();
  }

  /** Stops; runs that are under way are left to the next instance. */
  @Override
  public void close() {
    running = false;
    underWay.leaveAll();
    Consumer<String, byte[]> current = polling;
    if (current != null) {
      current.wakeup();
    }
    try {
      reader.join(DRAIN.toMillis());
      underWay.close(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    known.close();
    newest.close();
    producer.close(DRAIN);
  }

  private void read() {
    while (running) {
      try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings())) {
        polling = consumer;
        new Reading(consumer).run();
      } catch (WakeupException e) {
        LOGGER.atDebug().log("runs are not read any more");
      } catch (RuntimeException e) {
        metrics.restarted();
        LOGGER
            .atWarn()
            .addKeyValue("topic", kafka.name(Topics.RUNS))
            .addKeyValue("error", String.valueOf(e.getMessage()))
            .log("runs are read again from the last commit");
        pause(PAUSE_AFTER_ERROR);
      } finally {
        underWay.leaveAll();
      }
    }
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = kafka.consumer(ConsumerGroups.RUNS);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, MISSED_AFTER_MS);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, MISSED_AFTER_MS / 4);
    return settings;
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One consumer's life: from its subscription to the first fault or the stop. */
  private final class Reading implements ConsumerRebalanceListener {
    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, OffsetTracker> trackers = new ConcurrentHashMap<>();
    private volatile boolean endIsUnknown;
    private Instant assignedAt = Instant.MIN;
    private long committedAt = System.nanoTime();

    Reading(Consumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    void run() {
      consumer.subscribe(List.of(kafka.name(Topics.RUNS)), this);
      while (running) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        commit();
        if (endIsUnknown) {
          throw new KafkaException("a run has stopped without an end");
        }
      }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
      awaitWhatOthersWrote();
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      OffsetTracker tracker = trackers.computeIfAbsent(partition, p -> new OffsetTracker());
      tracker.take(record.offset());
      Run run = decode(record);
      if (run == null || isReplaced(run, record.offset()) || hasEnded(run)) {
        tracker.complete(record.offset());
      } else if (run.getCancelled() && underWay.cancel(run.getRunId())) {
        tracker.complete(record.offset());
      } else {
        underWay.start(
            run,
            Optional.ofNullable(known.snapshot().values().get(run.getRunId())),
            () -> tracker.complete(record.offset()),
            () -> endIsUnknown = true);
      }
    }

    private @Nullable Run decode(ConsumerRecord<String, byte[]> record) {
      try {
        return record.value() == null ? null : codec.decode(record.value());
      } catch (UndecodableException e) {
        LOGGER
            .atWarn()
            .addKeyValue("topic", record.topic())
            .addKeyValue("offset", record.offset())
            .addKeyValue("error", e.getMessage())
            .log("a run could not be read");
        return null;
      }
    }

    /** Ends that the partition's owner before wrote have to be known: a run is paid for once. */
    private void awaitWhatOthersWrote() {
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (running
          && (known.snapshot().freshAt().isBefore(assignedAt)
              || newest.snapshot().freshAt().isBefore(assignedAt))) {
        if (System.nanoTime() > until) {
          throw new KafkaException("the progress of runs cannot be read");
        }
        pause(Duration.ofMillis(20));
      }
    }

    /** A run that was cancelled and resumed is read three times: only the last says what it is. */
    private boolean isReplaced(Run run, long offset) {
      CompactedView.Snapshot<String, Run> now = newest.snapshot();
      return now.offset() > offset && !run.equals(now.values().get(run.getRunId()));
    }

    private boolean hasEnded(Run run) {
      RunProgress progress = known.snapshot().values().get(run.getRunId());
      return progress != null
          && progress.getState() != RunState.PENDING
          && progress.getState() != RunState.RUNNING
          && !run.getResumedAt().filter(progress.getAt()::isBefore).isPresent();
    }

    private void commit() {
      if (System.nanoTime() - committedAt < COMMIT_EVERY.toNanos()) {
        return;
      }
      committedAt = System.nanoTime();
      trackers.forEach(
          (partition, tracker) ->
              tracker
                  .committable()
                  .ifPresent(
                      offset ->
                          consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)))));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assignedAt = time.instant();
      partitions.forEach(partition -> trackers.put(partition, new OffsetTracker()));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      underWay.leaveAll();
      partitions.forEach(trackers::remove);
    }
  }
}
