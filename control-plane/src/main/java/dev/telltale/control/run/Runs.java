// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.schemas.kafka.ConsumerGroups;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs that are asked for, looked at and cancelled here. May be used from any thread. */
public final class Runs implements AutoCloseable {
  private static final Duration LABELS_FOLLOW = Duration.ofSeconds(5);

  private final RunLog log;
  private final PreviewPlanner planner;
  private final Book book;
  private final Supplier<String> ids;
  private final InstantSource time;

  /**
   * The definitions.
   *
   * @param current as they are now
   * @param offset everything before it in their topic is in {@code current}
   */
  public record Book(Supplier<Definitions> current, LongSupplier offset) {}

  /**
   * Makes it; nothing is read or written yet.
   *
   * @param log is closed with it
   * @param ids makes the ids of new runs, none twice
   */
  public Runs(
      RunLog log, Activation activation, Book book, Supplier<String> ids, InstantSource time) {
    this.log = log;
    this.planner = new PreviewPlanner(activation);
    this.book = book;
    this.ids = ids;
    this.time = time;
  }

  /** Starts to read. */
  public void start() {
    log.start();
  }

  /**
   * Asks for a preview.
   *
   * @param author the name of whoever does it; null for nobody in particular
   * @throws RunRefusedException when there can be none
   */
  public Standing preview(String project, @Nullable String author, PreviewOrder order) {
    Definitions definitions = book.current().get();
    Run run =
        planner.plan(
            order,
            definitions,
            book.offset().getAsLong(),
            new PreviewPlanner.Asker(project, author, ids.get(), time.instant()));
    log.write(run);
    return standing(run);
  }

  /**
   * A project's run as it is now.
   *
   * @throws RunRefusedException when there is no such run
   */
  public Standing get(String project, String runId) {
    return standing(run(project, runId));
  }

  /**
   * Says that nobody wants it any more. Does nothing to a run that has ended.
   *
   * @throws RunRefusedException when there is no such run
   */
  public Standing cancel(String project, String runId) {
    Run run = run(project, runId);
    if (!run.getCancelled() && isUnderWay(standing(run).state())) {
      log.write(Run.newBuilder(run).setCancelled(true).build());
    }
    return standing(run);
  }

  /** The definitions, for whoever shows a run. */
  public Definitions definitions() {
    return book.current().get();
  }

  private Run run(String project, String runId) {
    return log.run(runId)
        .filter(run -> run.getProject().equals(project))
        .orElseThrow(() -> new RunRefusedException(RunRefusal.UNKNOWN, "no run " + runId));
  }

  private Standing standing(Run run) {
    Optional<RunProgress> now = log.progress(run.getRunId());
    now.filter(at -> at.getState() == RunState.COMPLETED).ifPresent(this::awaitLabels);
    return new Standing(run, now, log.labels(run.getRunId()), missing(now));
  }

  /** Its end may be read before its last verdicts are. An hour later there are none. */
  private void awaitLabels(RunProgress ended) {
    long until = System.nanoTime() + LABELS_FOLLOW.toNanos();
    while (log.labels(ended.getRunId()).size() < answered(ended)
        && ended.getAt().plus(LABELS_FOLLOW).isAfter(time.instant())
        && System.nanoTime() < until) {
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static long answered(RunProgress at) {
    return at.getLabelled() + at.getFailed() + at.getSkipped();
  }

  private List<String> missing(Optional<RunProgress> now) {
    if (now.isEmpty()) {
      return log.isMissing(ConsumerGroups.RUNS) ? List.of("classifier") : List.of();
    }
    RunProgress at = now.get();
    boolean waits = isUnderWay(at.getState()) && at.getDispatched() > answered(at);
    return waits && log.isMissing(ConsumerGroups.JUDGE_PREVIEWS) ? List.of("judge") : List.of();
  }

  private static boolean isUnderWay(RunState state) {
    return state == RunState.PENDING || state == RunState.RUNNING;
  }

  @Override
  public void close() {
    log.close();
  }
}
