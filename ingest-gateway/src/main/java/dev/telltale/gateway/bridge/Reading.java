// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.IntakeResult.PartlyAccepted;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.ProjectIntake;
import dev.telltale.gateway.intake.Refusal;
import dev.telltale.schemas.kafka.OffsetTracker;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life, from its subscription to the first fault or the stop. Everything happens on
 * the thread that calls it; answers of Kafka wait in a queue until that thread comes by.
 *
 * <p>A record is done when Kafka has acknowledged all of its spans, or the letter that buries it.
 * What is committed is everything below the first record that is not done.
 */
final class Reading implements ConsumerRebalanceListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reading.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofSeconds(4);
  private static final int MOST_IN_FLIGHT = 500;
  private static final long MOST_BYTES_IN_FLIGHT = 16L * 1024 * 1024;

  private final BridgeSettings settings;
  private final Consumer<byte[], byte[]> consumer;
  private final ProjectIntake intake;
  private final Letters letters;
  private final BridgeMetrics metrics;
  private final LongSupplier nanos;
  private final Backoff backoff;
  private final Progress progress;
  private final Deque<Work> waiting = new ArrayDeque<>();
  private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
  private int inFlight;
  private long bytesInFlight;
  private long committedAt;
  private boolean stopping;

  Reading(
      BridgeSettings settings,
      Consumer<byte[], byte[]> consumer,
      ProjectIntake intake,
      Letters letters,
      BridgeMetrics metrics,
      LongSupplier nanos) {
    this.settings = settings;
    this.consumer = consumer;
    this.intake = intake;
    this.letters = letters;
    this.metrics = metrics;
    this.nanos = nanos;
    this.backoff = new Backoff(nanos);
    this.progress = new Progress(consumer);
    this.committedAt = nanos.getAsLong();
  }

  void subscribe() {
    consumer.subscribe(settings.topics(), this);
  }

  /** Reads a little, gives on what there is room for, and commits what is done. */
  void turn() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      accept(record);
    }
    hear();
    giveOn();
    holdBack();
    metrics.lag(progress.lag());
    if (nanos.getAsLong() - committedAt >= COMMIT_EVERY.toNanos()) {
      commit();
    }
  }

  /** Reads no more, waits a while for what is in flight, and commits what is done. */
  void stop() {
    drain();
    stopping = true;
  }

  private void drain() {
    long until = nanos.getAsLong() + DRAIN.toNanos();
    try {
      for (long left = DRAIN.toNanos();
          inFlight > 0 && left > 0;
          left = until - nanos.getAsLong()) {
        Runnable answer = answers.poll(left, TimeUnit.NANOSECONDS);
        if (answer != null) {
          answer.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commit();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    progress.assigned(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (!stopping) {
      drain();
    }
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    waiting.removeIf(work -> partitions.contains(work.partition()));
    progress.gone(partitions);
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    OffsetTracker tracker =
        progress.tracker(new TopicPartition(record.topic(), record.partition()));
    tracker.take(record.offset());
    waiting.add(new Work(record, tracker, null));
    metrics.read();
  }

  private void hear() {
    for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
      answer.run();
    }
  }

  /** Listens after each record: one that fails while Kafka is away may have waited for a second. */
  private void giveOn() {
    while (hasRoom() && backoff.isOver() && !waiting.isEmpty()) {
      give(waiting.remove());
      hear();
    }
  }

  private boolean hasRoom() {
    return inFlight < MOST_IN_FLIGHT && bytesInFlight < MOST_BYTES_IN_FLIGHT;
  }

  /** Polling goes on, so that the group sees a live member; fetching waits. */
  private void holdBack() {
    if (!hasRoom() || !waiting.isEmpty()) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the queue hears the same
  private void give(Work work) {
    inFlight++;
    bytesInFlight += work.bytes();
    if (work.fault() != null) {
      bury(work, work.fault());
      return;
    }
    try {
      ExportTraceServiceRequest request = settings.encoding().read(work.record().value());
      int spans = spans(request);
      if (spans == 0) {
        bury(work, Fault.NO_SPANS);
        return;
      }
      intake
          .takeFor(settings.project(), request)
          .whenComplete(
              (result, failure) -> answers.add(() -> finish(work, spans, result, failure)));
    } catch (UnreadableException e) {
      bury(work, e.fault());
    } catch (RuntimeException e) {
      broken(work, e);
    }
  }

  private void finish(
      Work work, int spans, @Nullable IntakeResult result, @Nullable Throwable failure) {
    if (result instanceof Refused refused) {
      if (isFinal(refused.refusal())) {
        bury(work, Fault.REFUSED);
      } else {
        postpone(work);
      }
    } else if (result == null) {
      broken(work, failure);
    } else {
      int rejected = result instanceof PartlyAccepted partly ? partly.rejectedSpans() : 0;
      backoff.succeeded();
      metrics.stored(spans - rejected, rejected);
      done(work);
    }
  }

  private static boolean isFinal(Refusal refusal) {
    return refusal == Refusal.INVALID
        || refusal == Refusal.TOO_LARGE
        || refusal == Refusal.UNSUPPORTED;
  }

  /** A record must not stop those behind it, whatever it does to us. */
  private void broken(Work work, @Nullable Throwable cause) {
    LOGGER
        .atError()
        .addKeyValue("topic", work.record().topic())
        .addKeyValue("partition", work.record().partition())
        .addKeyValue("offset", work.record().offset())
        .setCause(cause)
        .log("record cannot be processed");
    bury(work, Fault.INTERNAL);
  }

  private void bury(Work work, Fault fault) {
    letters.send(
        work.record(),
        fault,
        buried ->
            answers.add(
                () -> {
                  if (buried) {
                    backoff.succeeded();
                    metrics.deadLetter(fault);
                    done(work);
                  } else {
                    postpone(work.faulty(fault));
                  }
                }));
  }

  private void done(Work work) {
    leave(work);
    work.tracker().complete(work.record().offset());
  }

  /** A record of a partition that has gone is its new reader's. */
  private void postpone(Work work) {
    leave(work);
    backoff.failed();
    metrics.postponed();
    if (progress.isOurs(work)) {
      waiting.addFirst(work);
    }
  }

  private void leave(Work work) {
    inFlight--;
    bytesInFlight -= work.bytes();
  }

  private void commit() {
    committedAt = nanos.getAsLong();
    progress.commit();
  }

  private static int spans(ExportTraceServiceRequest request) {
    int spans = 0;
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        spans += ofScope.getSpansCount();
      }
    }
    return spans;
  }
}
