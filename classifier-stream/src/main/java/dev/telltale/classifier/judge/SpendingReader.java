// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.registry.RegistryException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the labels of this month, and on, into what is used of the budgets. */
public final class SpendingReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SpendingReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final LabelLog labels;
  private final Spending spending;
  private final InstantSource time;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Thread thread = new Thread(this::run, "judge-spending");
  private volatile boolean running = true;
  private volatile @Nullable Consumer<String, byte[]> polling;

  /** Makes a reader; {@link #start()} starts it. */
  public SpendingReader(LabelLog labels, Spending spending, InstantSource time) {
    this.labels = labels;
    this.spending = spending;
    this.time = time;
    thread.setDaemon(true);
  }

  /** Starts to read, if anybody has a budget. */
  public void start() {
    if (spending.isLimited()) {
      thread.start();
    } else {
      caughtUp.countDown();
    }
  }

  /** Waits until all labels that stood there at the start are counted. */
  public void awaitCaughtUp() {
    try {
      caughtUp.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the budgets were counted", e);
    }
  }

  /** True once the counting has ended, asked or not. While Kafka is away it has not. */
  public boolean hasEnded() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  @Override
  public void close() {
    running = false;
    Consumer<String, byte[]> current = polling;
    if (current != null) {
      current.wakeup();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (running) {
      try (Consumer<String, byte[]> consumer = labels.consumer()) {
        polling = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        LOGGER.atDebug().log("budgets are not counted any more");
      } catch (KafkaException | RegistryException e) {
        LOGGER
            .atWarn()
            .addKeyValue("error", String.valueOf(e.getMessage()))
            .log("labels cannot be read: budgets count only what is judged here");
        pause();
      }
    }
  }

  private void follow(Consumer<String, byte[]> consumer) {
    Map<TopicPartition, Long> ends = labels.seek(consumer, Period.MONTH.start(time.instant()));
    next.forEach(consumer::seek);
    while (running) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        labels.read(record).ifPresent(spending::read);
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
      if (caughtUp.getCount() > 0 && LabelLog.isAt(consumer, ends)) {
        caughtUp.countDown();
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
}
