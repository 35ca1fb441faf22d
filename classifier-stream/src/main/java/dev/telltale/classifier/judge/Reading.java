// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: from its subscription to the first fault or the stop. It polls all the time,
 * so that the group sees a live member; a partition whose requests must wait is paused.
 */
final class Reading implements ConsumerRebalanceListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reading.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration POLL_WHEN_FULL = Duration.ofMillis(20);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

  /** Where nobody has ever committed, nobody has been at work for longer. */
  private static final Duration UNKNOWN_START = Duration.ofMinutes(10);

  private final JudgeWorker.Settings settings;
  private final Consumer<String, byte[]> consumer;
  private final AvroCodec<JudgeRequest> requestCodec;
  private final Answered answered;
  private final Executor background;
  private final DueRequests due;
  private final Runnable oneMore;
  private final InstantSource time;
  private final Map<TopicPartition, Lane> lanes = new HashMap<>();
  private final Deque<Lane> live = new ArrayDeque<>();
  private final Deque<Lane> retries = new ArrayDeque<>();
  private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
  private long committedAt = System.nanoTime();
  private volatile Standing standing = new Standing(OptionalLong.empty(), 0);

  /**
   * How it stands.
   *
   * @param oldestWritten when the oldest live request was written that was read and is not done
   * @param retriesWaiting requests on the retry topics that are not done
   */
  record Standing(OptionalLong oldestWritten, long retriesWaiting) {}

  /**
   * Reads nothing yet.
   *
   * @param due where requests go that may be judged now
   * @param oneMore called after each of them
   */
  Reading(
      JudgeWorker.Settings settings,
      Consumer<String, byte[]> consumer,
      AvroCodec<JudgeRequest> requestCodec,
      Answered answered,
      Executor background,
      DueRequests due,
      Runnable oneMore,
      InstantSource time) {
    this.settings = settings;
    this.consumer = consumer;
    this.requestCodec = requestCodec;
    this.answered = answered;
    this.background = background;
    this.due = due;
    this.oneMore = oneMore;
    this.time = time;
  }

  Standing standing() {
    return standing;
  }

  /** Reads until it is told to stop; throws what keeps it from going on. */
  void run(BooleanSupplier running) {
    consumer.subscribe(settings.topics(), this);
    try {
      Duration patience = POLL;
      while (running.getAsBoolean()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
          take(record);
        }
        boolean fullOfLive = handOver(live);
        boolean fullOfRetries = handOver(retries);
        patience = fullOfLive || fullOfRetries ? POLL_WHEN_FULL : POLL;
        holdBack();
        commit(lanes, false);
        RuntimeException broken = fault.get();
        if (broken != null) {
          throw broken;
        }
      }
    } finally {
      stop(new HashMap<>(lanes));
      due.clear();
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    Lane lane = lanes.get(new TopicPartition(record.topic(), record.partition()));
    if (lane != null) {
      lane.take(
          new Work(
              lane, record, settings.mayWait(record.topic()) ? notBefore(record) : Instant.MIN),
          time.instant());
    }
  }

  private Instant notBefore(ConsumerRecord<String, byte[]> record) {
    try {
      return requestCodec.decode(record.value()).getNotBefore().orElse(Instant.MIN);
    } catch (UndecodableException e) {
      return Instant.MIN; // Whoever judges it will find out, and put it where it belongs.
    }
  }

  /** Partitions by turns, so that none waits for another; true when more is due than fits. */
  private boolean handOver(Deque<Lane> order) {
    Instant now = time.instant();
    int without = 0;
    while (without < order.size()) {
      Lane lane = order.remove();
      order.add(lane);
      if (!lane.hasDue(now)) {
        without++;
      } else if (due.hasRoom(lane.isRetries())) {
        without = 0;
        due.add(lane.next());
        oneMore.run();
      } else {
        return true;
      }
    }
    return false;
  }

  private void holdBack() {
    List<TopicPartition> held = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      Lane lane = lanes.get(partition);
      (lane != null && lane.isHeld() ? held : free).add(partition);
    }
    consumer.pause(held);
    consumer.resume(free);
  }

  private void commit(Map<TopicPartition, Lane> which, boolean now) {
    if (!now && System.nanoTime() - committedAt < COMMIT_EVERY.toNanos()) {
      return;
    }
    committedAt = System.nanoTime();
    Instant instant = time.instant();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    which.forEach(
        (partition, lane) ->
            lane.toCommit(instant).ifPresent(offset -> offsets.put(partition, offset)));
    if (!offsets.isEmpty()) {
      try {
        consumer.commitSync(offsets);
      } catch (WakeupException e) {
        // It is to stop, and will see that; what is done need not be read again for it.
        consumer.commitSync(offsets);
      }
    }
    look();
  }

  private void look() {
    OptionalLong oldest =
        lanes.values().stream()
            .filter(lane -> !lane.isRetries())
            .flatMapToLong(lane -> lane.oldestWritten().stream())
            .min();
    long waiting = 0;
    for (Map.Entry<TopicPartition, Lane> lane : lanes.entrySet()) {
      if (lane.getValue().isRetries()) {
        waiting += lane.getValue().waiting() + consumer.currentLag(lane.getKey()).orElse(0);
      }
    }
    standing = new Standing(oldest, waiting);
  }

  /** Starts nothing more, waits for what is under way, commits. */
  private void stop(Map<TopicPartition, Lane> which) {
    which.values().forEach(Lane::close);
    long until = System.nanoTime() + settings.drain().toNanos();
    while (fault.get() == null
        && System.nanoTime() < until
        && !which.values().stream().allMatch(Lane::isIdle)) {
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    try {
      commit(which, true);
    } catch (RuntimeException e) {
      LOGGER
          .atWarn()
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("last commit failed: some requests will be read again");
    }
    which.keySet().forEach(this::forget);
  }

  private void forget(TopicPartition partition) {
    Lane lane = lanes.remove(partition);
    if (lane != null) {
      lane.close();
      live.remove(lane);
      retries.remove(lane);
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
    Instant now = time.instant();
    Instant since =
        partitions.stream()
            .map(partition -> since(committed.get(partition), now))
            .min(Instant::compareTo)
            .orElse(now);
    CompletableFuture<Set<String>> known =
        CompletableFuture.supplyAsync(() -> answered.since(since), background);
    for (TopicPartition partition : partitions) {
      boolean live = partition.topic().equals(settings.requests());
      Lane lane =
          new Lane(
              !live,
              known,
              committed.get(partition) != null,
              e -> fault.compareAndSet(null, Objects.requireNonNull(e)));
      lanes.put(partition, lane);
      (live ? this.live : retries).add(lane);
    }
  }

  /** What stands with an offset that a worker committed. */
  private static Instant since(@Nullable OffsetAndMetadata committed, Instant now) {
    try {
      return committed == null
          ? now.minus(UNKNOWN_START)
          : Instant.ofEpochMilli(Long.parseLong(committed.metadata()));
    } catch (NumberFormatException e) {
      return now.minus(UNKNOWN_START);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Lane> revoked = new HashMap<>(lanes);
    revoked.keySet().retainAll(partitions);
    stop(revoked);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    partitions.forEach(this::forget);
  }
}
