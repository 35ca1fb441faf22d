// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.control.command.DistilledHeads;
import dev.telltale.schemas.kafka.ConsumerGroups;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs that are asked for, looked at and cancelled here. May be used from any thread. */
public final class Runs implements AutoCloseable {
  private static final Duration LABELS_FOLLOW = Duration.ofSeconds(5);

  private final RunLog log;
  private final PreviewPlanner previews;
  private final BackfillPlanner backfills;
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
    this.previews = new PreviewPlanner(activation);
    this.backfills = new BackfillPlanner(activation);
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
    return ask(
        previews.plan(
            order,
            book.current().get(),
            book.offset().getAsLong(),
            new Asker(project, author, ids.get(), time.instant())));
  }

  /**
   * Asks for labels of the past, or for what they would take.
   *
   * @param kind BACKFILL or ESTIMATE
   * @param author the name of whoever does it; null for nobody in particular
   * @throws RunRefusedException when there can be none
   */
  public Standing backfill(
      RunKind kind, String project, @Nullable String author, BackfillOrder order) {
    return ask(
        backfills.plan(
            kind,
            order,
            book.current().get(),
            book.offset().getAsLong(),
            new Asker(project, author, ids.get(), time.instant())));
  }

  private Standing ask(Run run) {
    log.write(run);
    return standing(run);
  }

  /**
   * A project's runs, the newest first.
   *
   * @param signal of {@code agent/signal}, {@code project/agent/signal} or by its name alone; empty
   *     for all
   * @param kind only of that kind; empty for all but estimates
   * @param most so many at most
   */
  public List<Standing> list(
      String project, Optional<String> signal, Optional<RunKind> kind, int most) {
    return log.runs().stream()
        .filter(run -> run.getProject().equals(project))
        .filter(run -> kind.map(run.getKind()::equals).orElse(run.getKind() != RunKind.ESTIMATE))
        .filter(run -> signal.filter(name -> !isOf(run, name)).isEmpty())
        .sorted(Comparator.comparing(Run::getRequestedAt).reversed().thenComparing(Run::getRunId))
        .limit(most)
        .map(run -> new Standing(run, progress(run), List.of(), List.of()))
        .toList();
  }

  private static boolean isOf(Run run, String name) {
    String text = run.getAgent() + '/' + run.getSignal();
    return name.equals(run.getSignal())
        || name.equals(text)
        || name.equals(run.getProject() + '/' + text);
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

  /**
   * Has a run go on that was cancelled or has failed, where it was.
   *
   * @throws RunRefusedException when there is no such run, or it is of a kind or in a state that
   *     cannot go on
   */
  public Standing resume(String project, String runId) {
    Run run = run(project, runId);
    if (run.getKind() != RunKind.BACKFILL) {
      throw new RunRefusedException(
          RunRefusal.INVALID,
          "run " + runId + " is no backfill (expected: one; ask for a new run instead)");
    }
    Standing standing = standing(run);
    if (standing.state() != RunState.CANCELLED && standing.state() != RunState.FAILED) {
      throw new RunRefusedException(
          RunRefusal.CONFLICT,
          "run "
              + runId
              + " is "
              + standing.state().name().toLowerCase(Locale.ROOT)
              + " (expected: cancelled or failed)");
    }
    // Its end may be written by a clock that is ahead, and has to be before this.
    Instant afterItsEnd = standing.progress().map(RunProgress::getAt).orElse(Instant.EPOCH);
    Instant now = time.instant();
    Instant at = now.isAfter(afterItsEnd) ? now : afterItsEnd.plusMillis(1);
    return ask(Run.newBuilder(run).setCancelled(false).setResumedAt(at).build());
  }

  /** The head that a run has distilled; empty when it is no such run, or has not come to one. */
  public Optional<DistilledHeads.Distilled> distilled(String runId) {
    Optional<Run> run = log.run(runId).filter(asked -> asked.getKind() == RunKind.DISTILL);
    return log.progress(runId)
        .filter(at -> at.getState() == RunState.COMPLETED)
        .flatMap(at -> run.flatMap(asked -> Distillation.of(asked, at)));
  }

  /**
   * Asks for a head that is distilled from a signal's labels.
   *
   * @param author the name of whoever does it; null for nobody in particular
   * @throws RunRefusedException when there can be none
   */
  public Standing distil(String project, @Nullable String author, DistillOrder order) {
    return ask(
        Distillation.plan(
            order,
            book.current().get(),
            book.offset().getAsLong(),
            new Asker(project, author, ids.get(), time.instant())));
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
    Optional<RunProgress> now = progress(run);
    if (run.getKind() != RunKind.PREVIEW) {
      return new Standing(run, now, List.of(), missing(run, now));
    }
    now.filter(at -> at.getState() == RunState.COMPLETED).ifPresent(this::awaitLabels);
    return new Standing(run, now, log.labels(run.getRunId()), missing(run, now));
  }

  /** What ended before it was resumed waits now. */
  private Optional<RunProgress> progress(Run run) {
    return log.progress(run.getRunId())
        .map(
            at ->
                run.getResumedAt().filter(at.getAt()::isBefore).isPresent()
                    ? RunProgress.newBuilder(at).setState(RunState.PENDING).setDetail("").build()
                    : at);
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

  private List<String> missing(Run run, Optional<RunProgress> now) {
    if (now.isEmpty()) {
      return log.isMissing(ConsumerGroups.RUNS) ? List.of("classifier") : List.of();
    }
    RunProgress at = now.get();
    boolean waits = isUnderWay(at.getState()) && at.getDispatched() > answered(at);
    String judges =
        run.getKind() == RunKind.BACKFILL
            ? ConsumerGroups.JUDGE_BACKFILLS
            : ConsumerGroups.JUDGE_PREVIEWS;
    return waits && log.isMissing(judges) ? List.of("judge") : List.of();
  }

  private static boolean isUnderWay(RunState state) {
    return state == RunState.PENDING || state == RunState.RUNNING;
  }

  @Override
  public void close() {
    log.close();
  }
}
