// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The runs that this instance does, each kind with threads of its own: a backfill that takes days
 * never makes a preview wait. May be used from any thread.
 */
final class UnderWay {
  private final Map<RunKind, Procedure> procedures;
  private final ProgressLog log;
  private final InstantSource time;
  private final RunMetrics metrics;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<RunKind, Line> lines = new EnumMap<>(RunKind.class);

  UnderWay(
      Map<RunKind, Procedure> procedures, ProgressLog log, InstantSource time, RunMetrics metrics) {
    this.procedures = procedures;
    this.log = log;
    this.time = time;
    this.metrics = metrics;
    for (RunKind kind : RunKind.values()) {
      Procedure procedure = procedures.get(kind);
      lines.put(kind, new Line(kind, procedure == null ? 1 : procedure.atATime()));
    }
  }

  /** Runs of one kind: those that are done, and those that wait for a place. */
  private static final class Line {
    private final int places;
    private final ExecutorService pool;
    private final AtomicInteger taken = new AtomicInteger();

    Line(RunKind kind, int places) {
      this.places = places;
      AtomicInteger number = new AtomicInteger();
      this.pool =
          Executors.newFixedThreadPool(
              places, work -> new Thread(work, word(kind) + '-' + number.incrementAndGet()));
    }
  }

  /** One run, from being taken to its end or until it is left. */
  private final class Entry implements Runnable {
    private final Run run;
    private final Line line;
    private final RunAccount account;
    private final Runnable ended;
    private final Runnable lost;
    private final AtomicReference<Wish> wish;
    private final AtomicBoolean begun = new AtomicBoolean();

    Entry(Run run, Line line, RunAccount account, Runnable ended, Runnable lost) {
      this.run = run;
      this.line = line;
      this.account = account;
      this.ended = ended;
      this.lost = lost;
      this.wish = new AtomicReference<>(run.getCancelled() ? Wish.CANCEL : Wish.GO_ON);
    }

    /** It never starts. */
    void forget() {
      wish.set(Wish.LEAVE);
      run();
    }

    @Override
    public void run() {
      if (!begun.compareAndSet(false, true)) {
        return;
      }
      boolean reached = false;
      try {
        reached =
            wish.get() != Wish.LEAVE
                && new RunEnd(run, account, metrics)
                    .reached(procedures.get(run.getKind()), wish::get);
      } finally {
        // Also when the thread dies of an error: a run that nobody misses would hang.
        line.taken.decrementAndGet();
        entries.remove(run.getRunId(), this);
        if (reached) {
          ended.run();
        } else if (wish.get() != Wish.LEAVE) {
          lost.run();
        }
      }
    }
  }

  /**
   * Starts a run; one that has no place yet waits for it, and says so.
   *
   * @param before how far it was when it was last written, here or elsewhere
   * @param ended called when its end is written
   * @param lost called when it stopped without an end, and not because it was told to leave
   */
  void start(Run run, Optional<RunProgress> before, Runnable ended, Runnable lost) {
    Line line = Objects.requireNonNull(lines.get(run.getKind()));
    RunAccount account = new RunAccount(run, before, log, time);
    Entry entry = new Entry(run, line, account, ended, lost);
    entries.put(run.getRunId(), entry);
    metrics.taken(run.getKind());
    boolean waits = line.taken.incrementAndGet() > line.places;
    if (run.getCancelled()) {
      entry.run();
      return;
    }
    if (waits) {
      try {
        account.waits("waits for its turn: only " + line.places + " of its kind at a time");
      } catch (RuntimeException e) {
        entry.forget();
        throw e;
      }
    }
    line.pool.execute(entry);
  }

  /** Ends a run soon; false when it is not under way here. */
  boolean cancel(String runId) {
    Entry entry = entries.get(runId);
    if (entry == null) {
      return false;
    }
    entry.wish.compareAndSet(Wish.GO_ON, Wish.CANCEL);
    // One that waits for its turn is not kept waiting for its end.
    entry.run();
    return true;
  }

  /** Leaves all of them to another instance. */
  void leaveAll() {
    entries.values().forEach(entry -> entry.wish.set(Wish.LEAVE));
  }

  /** Takes no more, and waits for those that were told to leave. */
  void close(Duration atMost) throws InterruptedException {
    lines.values().forEach(line -> line.pool.shutdown());
    long until = System.nanoTime() + atMost.toNanos();
    for (Line line : lines.values()) {
      long left = Math.max(0, until - System.nanoTime());
      if (!line.pool.awaitTermination(left, TimeUnit.NANOSECONDS)) {
        line.pool.shutdownNow();
      }
    }
  }

  private static String word(RunKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
