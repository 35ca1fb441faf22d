// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.kafka.OffsetTracker;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * One partition's requests: those that wait in this process, and those under way. The thread that
 * reads calls everything but what is marked otherwise.
 */
final class Lane {
  /** Behind a slow request; what is done there is what a crash may have to look up again. */
  private static final int MOST_UNCOMMITTED = 4_096;

  private final boolean retries;
  private final CompletableFuture<Set<String>> answered;
  private final Consumer<RuntimeException> fault;
  private final OffsetTracker tracker = new OffsetTracker();
  private final NavigableMap<Long, Taken> taken = new TreeMap<>();
  private final Deque<Work> waiting = new ArrayDeque<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Set<String> claimed =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MOST_UNCOMMITTED;
            }
          });
  private boolean committed;
  private volatile boolean closed;

  /** When a request was read, and when it was written; milliseconds since 1970. */
  private record Taken(long at, long written) {}

  /**
   * A partition that was just assigned.
   *
   * @param retries whether its requests have a time before which they are not judged
   * @param answered ids of verdicts that stand in the labels already; nothing starts before it is
   *     known
   * @param committed whether anybody has ever committed an offset of it
   * @param fault hears, on any thread, that the reading cannot go on
   */
  Lane(
      boolean retries,
      CompletableFuture<Set<String>> answered,
      boolean committed,
      Consumer<RuntimeException> fault) {
    this.retries = retries;
    this.answered = answered;
    this.committed = committed;
    this.fault = fault;
  }

  boolean isRetries() {
    return retries;
  }

  /** A request was read; they come in the order of their offsets. */
  void take(Work work, Instant now) {
    tracker.take(work.record().offset());
    taken.put(work.record().offset(), new Taken(now.toEpochMilli(), work.record().timestamp()));
    waiting.add(work);
  }

  boolean hasDue(Instant now) {
    Work head = waiting.peek();
    return head != null && answered.isDone() && !head.notBefore().isAfter(now);
  }

  Work next() {
    return waiting.remove();
  }

  int waiting() {
    return waiting.size();
  }

  /** True while no more of it should be fetched. */
  boolean isHeld() {
    return !waiting.isEmpty() || tracker.size() >= MOST_UNCOMMITTED;
  }

  /**
   * What to commit, if that has changed. With it stands the time before which no request from there
   * on was read: their labels, if there are any, are younger.
   */
  Optional<OffsetAndMetadata> toCommit(Instant now) {
    OptionalLong progress = tracker.committable();
    OptionalLong next = progress.isPresent() || committed ? progress : tracker.oldest();
    if (next.isEmpty()) {
      return Optional.empty();
    }
    committed = true;
    taken.headMap(next.getAsLong()).clear();
    Map.Entry<Long, Taken> first = taken.firstEntry();
    long since = first == null ? now.toEpochMilli() : first.getValue().at();
    return Optional.of(new OffsetAndMetadata(next.getAsLong(), Long.toString(since)));
  }

  /** When the oldest request that is not done was written. */
  OptionalLong oldestWritten() {
    OptionalLong oldest = tracker.oldest();
    if (oldest.isEmpty()) {
      return oldest;
    }
    Taken request = taken.get(oldest.getAsLong());
    return request == null ? OptionalLong.empty() : OptionalLong.of(request.written());
  }

  /** Nothing starts any more. */
  void close() {
    closed = true;
  }

  /** True when nothing has started that is not done. From any thread. */
  boolean isIdle() {
    return underWay.get() == 0;
  }

  /** A request starts; false when it must not, because the partition is gone. From any thread. */
  boolean start() {
    underWay.incrementAndGet();
    if (closed) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  /**
   * Takes a question of a run, which may stand in the log twice: whoever takes up a run asks again
   * what has no verdict yet. False when it was taken before; that one's request is done first, or
   * read again. From any thread.
   */
  boolean claim(String question) {
    synchronized (claimed) {
      return claimed.add(question);
    }
  }

  /** All that a request led to is acknowledged. From any thread. */
  void done(long offset) {
    tracker.complete(offset);
    underWay.decrementAndGet();
  }

  /** A request cannot be finished: all that is not committed is read again. From any thread. */
  void failed(RuntimeException e) {
    fault.accept(e);
  }

  /** Ids of verdicts that stand in the labels already. From any thread. */
  Set<String> answered() {
    return answered.join();
  }
}
