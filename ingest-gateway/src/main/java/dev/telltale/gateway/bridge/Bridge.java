// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.gateway.intake.ProjectIntake;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics that an OpenTelemetry Collector's Kafka exporter writes, and gives each record
 * to the same pipeline as a request over the wire: its spans are keyed anew, by trace id. At least
 * once: after a crash records are read again, and a span that is there twice changes nothing.
 *
 * <p>One thread reads. While Kafka is away it waits; what breaks the reading makes it start again
 * from the last commit. Starts once and closes once.
 */
public final class Bridge implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Bridge.class);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration CONSUMER_CLOSE = Duration.ofSeconds(2);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final BridgeSettings settings;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Producer<byte[], byte[]> producer;
  private final ProjectIntake intake;
  private final Letters letters;
  private final BridgeMetrics metrics;
  private final Thread reader = new Thread(this::run, "gateway-bridge");
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Makes a bridge; {@link #start()} starts it.
   *
   * @param consumers makes a member of the bridge's group that does not commit by itself
   * @param producer for dead letters; closed with the bridge
   * @param deadLetters their topic's full name
   */
  public Bridge(
      BridgeSettings settings,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Producer<byte[], byte[]> producer,
      String deadLetters,
      ProjectIntake intake,
      BridgeMetrics metrics) {
    this.settings = settings;
    this.consumers = consumers;
    this.producer = producer;
    this.letters = new Letters(producer, deadLetters);
    this.intake = intake;
    this.metrics = metrics;
  }

  /** Starts to read. */
  public void start() {
    reader.start();
  }

  /** False once the reading has ended. */
  public boolean isHealthy() {
    return reader.isAlive();
  }

  /** True once the reading has ended, asked or not. While Kafka is away it has not. */
  public boolean hasEnded() {
    return reader.getState() == Thread.State.TERMINATED;
  }

  /** Stops reading, waits for what is in flight and commits it; 10 s at most. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      reader.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.interrupt();
    producer.close(Duration.ZERO);
  }

  private void run() {
    while (isRunning()) {
      Consumer<byte[], byte[]> consumer = null;
      try {
        consumer = consumers.get();
        read(new Reading(settings, consumer, intake, letters, metrics, System::nanoTime));
      } catch (RuntimeException e) {
        metrics.restarted();
        LOGGER
            .atWarn()
            .addKeyValue("topics", settings.topics())
            .addKeyValue("error", e.toString())
            .log("bridge starts again from its last commit");
      } finally {
        close(consumer);
      }
      pause();
    }
  }

  private void read(Reading reading) {
    reading.subscribe();
    while (isRunning()) {
      reading.turn();
    }
    reading.stop();
  }

  private static void close(@org.jspecify.annotations.Nullable Consumer<byte[], byte[]> consumer) {
    try {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(CONSUMER_CLOSE));
      }
    } catch (RuntimeException e) {
      LOGGER.atWarn().addKeyValue("error", e.toString()).log("bridge's consumer did not close");
    }
  }

  private boolean isRunning() {
    return stopped.getCount() > 0;
  }

  private void pause() {
    try {
      if (stopped.await(PAUSE_AFTER_FAULT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
