// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.kafka.ConsumerLag;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns requests into verdicts: one thread reads, a bounded number of threads judge, and what is
 * committed is everything below the first request that is not done. A request is done when Kafka
 * has acknowledged its labels, and, for questions without an answer for now, the request that waits
 * on a retry topic; this worker reads those topics too. A worker that dies leaves its requests to
 * the next one, which looks up what is answered already; judged twice, they have the same label
 * ids.
 *
 * <p>Whatever breaks the reading (no broker, no registry, no definitions) makes it start again from
 * the last commit.
 */
public final class JudgeWorker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JudgeWorker.class);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration IDLE_THREADS_STAY = Duration.ofMinutes(1);

  /** Read ahead, so that no thread waits for the reader. */
  private static final int LEAST_READ_AHEAD = 64;

  private final Settings settings;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final AvroCodec<JudgeRequest> requestCodec;
  private final Answered answered;
  private final Judging judging;
  private final InstantSource time;
  private final JudgeMetrics metrics;
  private final DueRequests due;
  private final ExecutorService pool;
  private final ExecutorService background;
  private final Thread reader;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean running = true;
  private volatile @Nullable Consumer<String, byte[]> polling;
  private volatile @Nullable Reading reading;

  /**
   * What a worker is told.
   *
   * @param requests the full name of the topic to read
   * @param retries the topics on which requests wait for another attempt, shortest pause first;
   *     without any, what has no answer now has failed; it may be the topic to read itself, whose
   *     requests then wait behind one that is not due
   * @param labels the full name of the topic to write
   * @param deadLetters the full name of the topic for what cannot be read
   * @param concurrency how many requests are judged at a time, 1 or more; each has a thread
   * @param drain how long a stop or a rebalance waits for requests under way
   */
  public record Settings(
      String requests,
      List<RetryStep> retries,
      String labels,
      String deadLetters,
      int concurrency,
      Duration drain) {
    /** Refuses a worker that could do nothing. */
    public Settings {
      retries = List.copyOf(retries);
      if (concurrency < 1) {
        throw new IllegalArgumentException(
            "judge concurrency: " + concurrency + " (expected: 1 or more)");
      }
    }

    /** All that is read. */
    Set<String> topics() {
      Set<String> topics = new LinkedHashSet<>(List.of(requests));
      retries.forEach(step -> topics.add(step.topic()));
      return topics;
    }

    /** Whether a request of a topic may have a time before which it is not judged. */
    boolean mayWait(String topic) {
      return retries.stream().anyMatch(step -> step.topic().equals(topic));
    }
  }

  /** How records are read and written. */
  public record Codecs(AvroCodec<JudgeRequest> requests, AvroCodec<Label> labels) {}

  /**
   * Makes a worker; {@link #start()} starts it.
   *
   * @param consumers makes a consumer that does not commit by itself
   * @param producer idempotent; closed by whoever made it
   * @param chance spreads attempts that were put off together
   */
  public JudgeWorker(
      Settings settings,
      Supplier<Consumer<String, byte[]>> consumers,
      Producer<String, byte[]> producer,
      Codecs codecs,
      Asking asking,
      Answered answered,
      InstantSource time,
      RandomGenerator chance,
      JudgeMetrics metrics) {
    this.settings = settings;
    this.consumers = consumers;
    this.requestCodec = codecs.requests;
    this.answered = answered;
    this.time = time;
    this.metrics = metrics;
    this.judging =
        new Judging(
            settings,
            producer,
            codecs.requests,
            codecs.labels,
            asking,
            new Retries(settings.retries, chance),
            time,
            metrics);
    this.due = new DueRequests(Math.max(LEAST_READ_AHEAD, settings.concurrency));
    this.pool = pool(settings.concurrency);
    this.background = Executors.newSingleThreadExecutor(work -> new Thread(work, "judge-looks-up"));
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

  /** True once the reading has ended; not while Kafka or the registry is away. */
  public boolean hasEnded() {
    return reader.getState() == Thread.State.TERMINATED;
  }

  /** How many requests are being judged. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How old the oldest live request is that was read and is not done, seconds; 0 without one. */
  public double oldestSeconds() {
    Reading current = reading;
    OptionalLong written =
        current == null ? OptionalLong.empty() : current.standing().oldestWritten();
    return written.isEmpty() ? 0 : Math.max(0, time.millis() - written.getAsLong()) / 1e3;
  }

  /** How many records of this worker's partitions have not been read, as of the last fetch. */
  public double lag() {
    Consumer<String, byte[]> current = polling;
    return current == null ? 0 : ConsumerLag.records(current.metrics());
  }

  /** How many requests wait for another attempt, on this worker's partitions. */
  public long retriesWaiting() {
    Reading current = reading;
    return current == null ? 0 : current.standing().retriesWaiting();
  }

  /**
   * Begins what {@link #close()} ends, and does not wait: workers that stop together wait together.
   */
  public void stop() {
    running = false;
    Consumer<String, byte[]> current = polling;
    if (current != null) {
      current.wakeup();
    }
  }

  /** Stops reading, waits for what is under way, commits. */
  @Override
  public void close() {
    stop();
    try {
      reader.join(settings.drain.plusSeconds(10).toMillis());
      pool.shutdownNow();
      background.shutdownNow();
      pool.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (running) {
      try (Consumer<String, byte[]> consumer = consumers.get()) {
        polling = consumer;
        Reading life =
            new Reading(
                settings,
                consumer,
                requestCodec,
                answered,
                background,
                due,
                () -> pool.execute(this::judgeNext),
                time);
        reading = life;
        life.run(() -> running);
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

  private void judgeNext() {
    Work work = due.next();
    if (work == null) {
      return;
    }
    inFlight.incrementAndGet();
    try {
      judging.judge(work);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** Threads come when they are needed and go when they are not. */
  private static ExecutorService pool(int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_THREADS_STAY.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            work -> new Thread(work, "judge-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_ERROR.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
