// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.kafka.OffsetTracker;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns requests into verdicts: one thread reads, a bounded number of threads judge, and what is
 * committed is everything below the first request that is not done. A request is done when Kafka
 * has acknowledged all of its labels. A worker that dies leaves its requests to the next one;
 * judged twice, they have the same label ids.
 *
 * <p>Whatever breaks the reading (no broker, no registry, no definitions) makes it start again from
 * the last commit.
 */
public final class JudgeWorker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JudgeWorker.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final Settings settings;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final Producer<String, byte[]> producer;
  private final AvroCodec<JudgeRequest> requestCodec;
  private final AvroCodec<Label> labelCodec;
  private final SignalCatalog catalog;
  private final Judge judge;
  private final InstantSource time;
  private final JudgeMetrics metrics;
  private final ExecutorService pool;
  private final Thread reader;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean running = true;
  private volatile @Nullable Consumer<String, byte[]> polling;

  /**
   * What a worker is told.
   *
   * @param requests the full name of the topic to read
   * @param labels the full name of the topic to write
   * @param deadLetters the full name of the topic for what cannot be read
   * @param concurrency how many requests are judged at a time, 1 or more
   * @param drain how long a stop or a rebalance waits for requests under way
   */
  public record Settings(
      String requests, String labels, String deadLetters, int concurrency, Duration drain) {
    /** Refuses a worker that could do nothing. */
    public Settings {
      if (concurrency < 1) {
        throw new IllegalArgumentException(
            "judge concurrency: " + concurrency + " (expected: 1 or more)");
      }
    }
  }

  /**
   * Makes a worker; {@link #start()} starts it.
   *
   * @param consumers makes a consumer that does not commit by itself
   * @param producer idempotent; closed by whoever made it
   */
  public JudgeWorker(
      Settings settings,
      Supplier<Consumer<String, byte[]>> consumers,
      Producer<String, byte[]> producer,
      AvroCodec<JudgeRequest> requestCodec,
      AvroCodec<Label> labelCodec,
      SignalCatalog catalog,
      Judge judge,
      InstantSource time,
      JudgeMetrics metrics) {
    this.settings = settings;
    this.consumers = consumers;
    this.producer = producer;
    this.requestCodec = requestCodec;
    this.labelCodec = labelCodec;
    this.catalog = catalog;
    this.judge = judge;
    this.time = time;
    this.metrics = metrics;
    AtomicInteger number = new AtomicInteger();
    this.pool =
        Executors.newFixedThreadPool(
            settings.concurrency, work -> new Thread(work, "judge-" + number.incrementAndGet()));
    this.reader = new Thread(this::run, "judge-requests");
  }

  /** Starts to read. */
  public void start() {
    reader.start();
  }

  /** False once the reading has ended. */
  public boolean isHealthy() {
    return running && reader.isAlive();
  }

  /** How many requests are taken and not done. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Stops reading, waits for what is under way, commits. */
  @Override
  public void close() {
    running = false;
    Consumer<String, byte[]> current = polling;
    if (current != null) {
      current.wakeup();
    }
    try {
      reader.join(settings.drain.plusSeconds(10).toMillis());
      pool.shutdownNow();
      pool.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (running) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        polling = consumer;
        new Reading(consumer).run();
      } catch (WakeupException e) {
        LOGGER.atDebug().log("judge stops reading");
      } catch (RuntimeException e) {
        metrics.restarted();
        LOGGER
            .atWarn()
            .addKeyValue("topic", settings.requests)
            .addKeyValue("error", String.valueOf(e.getMessage()))
            .log("judge starts again from its last commit");
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_ERROR.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One consumer's life: from its subscription to the first fault or the stop. */
  private final class Reading implements ConsumerRebalanceListener {
    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, OffsetTracker> trackers = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
    private long committedAt = System.nanoTime();

    Reading(Consumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    void run() {
      consumer.subscribe(List.of(settings.requests), this);
      try {
        while (running) {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            take(record);
          }
          holdBack();
          commit(false);
          RuntimeException broken = fault.get();
          if (broken != null) {
            throw broken;
          }
        }
      } finally {
        drain();
      }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      OffsetTracker tracker = trackers.computeIfAbsent(partition, p -> new OffsetTracker());
      tracker.take(record.offset());
      inFlight.incrementAndGet();
      pool.execute(
          () -> {
            try {
              handle(record);
              tracker.complete(record.offset());
            } catch (RuntimeException e) {
              fault.compareAndSet(null, e);
            } catch (Error e) {
              // A thread of the pool that died silently would leave its request, and all behind it,
              // for ever.
              fault.compareAndSet(null, new IllegalStateException("judge thread failed: " + e, e));
              throw e;
            } finally {
              inFlight.decrementAndGet();
            }
          });
    }

    /** Polling goes on, so that the group sees a live member; fetching waits. */
    private void holdBack() {
      if (inFlight.get() >= settings.concurrency) {
        consumer.pause(consumer.assignment());
      } else {
        consumer.resume(consumer.paused());
      }
    }

    private void commit(boolean now) {
      if (!now && System.nanoTime() - committedAt < COMMIT_EVERY.toNanos()) {
        return;
      }
      committedAt = System.nanoTime();
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      trackers.forEach(
          (partition, tracker) ->
              tracker
                  .committable()
                  .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset))));
      if (!offsets.isEmpty()) {
        consumer.commitSync(offsets);
      }
    }

    private void drain() {
      long until = System.nanoTime() + settings.drain.toNanos();
      while (fault.get() == null
          && System.nanoTime() < until
          && trackers.values().stream().anyMatch(t -> t.size() > 0)) {
        try {
          TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      try {
        commit(true);
      } catch (RuntimeException e) {
        LOGGER
            .atWarn()
            .addKeyValue("error", String.valueOf(e.getMessage()))
            .log("last commit failed: some requests will be judged again");
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      partitions.forEach(partition -> trackers.put(partition, new OffsetTracker()));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      drain();
      partitions.forEach(trackers::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(trackers::remove);
    }
  }

  private void handle(ConsumerRecord<String, byte[]> record) {
    JudgeRequest request;
    try {
      request = requestCodec.decode(record.value());
    } catch (UndecodableException e) {
      deadLetter(record, e.reason());
      return;
    }
    metrics.requestTaken(request.getSignals().size());
    Signals signals = catalog.upTo(request.getDefinitionsOffset());
    List<Future<?>> writes = new ArrayList<>();
    for (OpenSignal open : request.getSignals()) {
      Instant started = time.instant();
      Label label = label(request, open, signals, started);
      SignalKey key = Labels.key(request, open);
      writes.add(
          producer.send(
              new ProducerRecord<>(settings.labels, key.text(), labelCodec.encode(label))));
      metrics.verdict(label, Duration.between(started, time.instant()));
    }
    writes.forEach(JudgeWorker::await);
  }

  private Label label(JudgeRequest request, OpenSignal open, Signals signals, Instant started) {
    Optional<SignalHistory> signal = signals.get(Labels.key(request, open));
    Optional<SignalVersion> version = signal.flatMap(s -> s.version(open.getVersion()));
    if (signal.isEmpty() || version.isEmpty()) {
      return Labels.unknown(request, open, started, time.instant());
    }
    Question question = new Question(signal.get(), version.get(), request);
    return Labels.of(question, open, answer(question), started, time.instant());
  }

  /** A judge's fault is a verdict: thrown on, it would come back with the same request for ever. */
  private Answer answer(Question question) {
    try {
      return judge.judge(question);
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .addKeyValue("signal", question.signal().definition().getSignal())
          .addKeyValue("targetId", question.request().getTargetId())
          .setCause(e)
          .log("judge failed");
      return Answer.without(new Answer.Failed(Answer.FailureKind.INTERNAL, null), "", "");
    }
  }

  private void deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
    DeadLetter letter =
        new DeadLetter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            reason,
            "judge");
    ProducerRecord<byte[], byte[]> bytes =
        letter.toRecord(settings.deadLetters, null, record.value());
    await(
        producer.send(
            new ProducerRecord<>(
                settings.deadLetters, null, record.key(), record.value(), bytes.headers())));
    metrics.undecodable(record.topic(), reason);
  }

  private static void await(Future<?> write) {
    try {
      write.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a label could not be written: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a label was written", e);
    }
  }
}
