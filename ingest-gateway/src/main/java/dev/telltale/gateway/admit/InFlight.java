// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What is in flight: how many requests, and how many bytes of their bodies. Bytes are asked for
 * before they are read or inflated. Who does not get them at once waits in line, and no thread
 * waits with him.
 *
 * <p>May be used from any thread.
 */
public final class InFlight {
  /** What became of bytes that were asked for. */
  public enum Grant {
    /** They are there. */
    GIVEN,
    /** Others did not give back enough in time; later they may. */
    NOT_NOW,
    /** There are never so many. */
    NEVER
  }

  private final long maxBytes;
  private final int maxRequests;
  private final Executor whenPatienceEnds;
  private final Deque<Waiting> line = new ArrayDeque<>();
  private long bytes;
  private int requests;
  private long refused;

  private record Waiting(Share share, long bytes, CompletableFuture<Grant> answer) {}

  /**
   * Makes it, with nothing in flight.
   *
   * @param maxBytes of all bodies together
   * @param maxRequests at a time
   * @param patience how long a request waits for bytes
   */
  public InFlight(long maxBytes, int maxRequests, Duration patience) {
    this.maxBytes = maxBytes;
    this.maxRequests = maxRequests;
    this.whenPatienceEnds =
        CompletableFuture.delayedExecutor(patience.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
  }

  /** Lets a request in, with no bytes yet; nothing when there are too many requests. */
  public synchronized Optional<Share> begin() {
    if (requests == maxRequests) {
      refused++;
      return Optional.empty();
    }
    requests++;
    return Optional.of(new Share());
  }

  /** Bytes that are given out now. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Requests that have a share now. */
  public synchronized int requests() {
    return requests;
  }

  /** Requests that were not let in, or waited for their bytes in vain, since the start. */
  public synchronized long refused() {
    return refused;
  }

  private CompletionStage<Grant> ask(Share share, long more) {
    Waiting waiting;
    synchronized (this) {
      if (share.ended) {
        return CompletableFuture.completedFuture(Grant.NOT_NOW);
      }
      if (more > maxBytes - share.held) {
        return CompletableFuture.completedFuture(Grant.NEVER);
      }
      if (line.isEmpty() && more <= maxBytes - bytes) {
        give(share, more);
        return CompletableFuture.completedFuture(Grant.GIVEN);
      }
      waiting = new Waiting(share, more, new CompletableFuture<>());
      line.add(waiting);
    }
    whenPatienceEnds.execute(() -> giveUp(waiting));
    return waiting.answer;
  }

  private void giveUp(Waiting waiting) {
    List<Waiting> next;
    synchronized (this) {
      if (!line.remove(waiting)) {
        return;
      }
      refused++;
      next = served(); // a smaller one may have stood behind it
    }
    waiting.answer.complete(Grant.NOT_NOW);
    tell(next);
  }

  private void giveBack(Share share, long less) {
    List<Waiting> next;
    synchronized (this) {
      if (share.ended) {
        return;
      }
      bytes -= less;
      share.held -= less;
      next = served();
    }
    tell(next);
  }

  private void leave(Share share) {
    List<Waiting> inVain;
    List<Waiting> next;
    synchronized (this) {
      share.users--;
      if (share.users > 0) {
        return;
      }
      share.ended = true;
      requests--;
      bytes -= share.held;
      inVain = line.stream().filter(waiting -> waiting.share == share).toList();
      line.removeAll(inVain);
      next = served();
    }
    inVain.forEach(waiting -> waiting.answer.complete(Grant.NOT_NOW));
    tell(next);
  }

  /** Takes from the head of the line whoever fits. */
  private List<Waiting> served() {
    List<Waiting> served = new ArrayList<>();
    while (!line.isEmpty() && line.element().bytes <= maxBytes - bytes) {
      Waiting next = line.remove();
      give(next.share, next.bytes);
      served.add(next);
    }
    return served;
  }

  private void give(Share share, long more) {
    bytes += more;
    share.held += more;
  }

  /** Outside of the lock: whoever waited may do anything. */
  private static void tell(List<Waiting> served) {
    served.forEach(waiting -> waiting.answer.complete(Grant.GIVEN));
  }

  /** What one request has of it. */
  public final class Share {
    private long held;
    private int users;
    private boolean ended;

    private Share() {}

    /**
     * Asks for bytes. Completes at once when there are enough, else within the patience, on a
     * thread that must not be held up.
     */
    public CompletionStage<Grant> ask(long more) {
      return InFlight.this.ask(this, more);
    }

    /** Gives back bytes that are no longer in memory. */
    public void giveBack(long less) {
      InFlight.this.giveBack(this, less);
    }

    /**
     * Keeps it until something is done. When all that keeps it is done it ends: it gives back what
     * it has, and gets no more.
     *
     * @return false when it has ended already, and so must not be used
     */
    public boolean keepUntil(CompletionStage<?> done) {
      synchronized (InFlight.this) {
        if (ended) {
          return false;
        }
        users++;
      }
      done.whenComplete((result, failure) -> leave(this));
      return true;
    }
  }
}
