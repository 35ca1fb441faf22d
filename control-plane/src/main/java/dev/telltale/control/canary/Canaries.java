// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.control.command.Activation;
import dev.telltale.control.run.RunLog;
import dev.telltale.control.run.RunRefusal;
import dev.telltale.control.run.RunRefusedException;
import dev.telltale.control.run.Runs;
import dev.telltale.control.watch.AlertLog;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.run.CanarySet;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has every active signal's judge answer again what people have labelled, and raises the pipeline's
 * alert when it agrees with them less than before. All that it knows stands in topics. May be used
 * from any thread.
 */
public final class Canaries implements AutoCloseable {
  /** Of each signal; older ones are forgotten. */
  public static final int RUNS_KEPT = 100;

  private static final Logger LOGGER = LoggerFactory.getLogger(Canaries.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /** A fall that is found out later than this is told by the next canary. */
  private static final Duration NEWS = Duration.ofDays(1);

  private final CanarySettings settings;
  private final CanarySchedule schedule;
  private final RunLog runs;
  private final AlertLog alerts;
  private final SeenLabels labels;
  private final Runs.Book book;
  private final Activation activation;
  private final Supplier<String> ids;
  private final InstantSource time;
  private final CanaryMetrics metrics;

  /** Of each signal the newest canary that ended and was looked at for a fall. */
  private final Map<SignalKey, String> weighed = new HashMap<>();

  private final Thread thread;
  private Instant startedAt = Instant.MAX;
  private volatile boolean running = true;

  /** Where runs are asked for and followed, and where the alert is raised. */
  public record Logs(RunLog runs, AlertLog alerts) {}

  /**
   * A signal's canaries.
   *
   * @param targets that people have labelled, of those that would be asked about now
   * @param newestFirst its runs
   * @param fallen whether its judge counts as fallen
   */
  public record Series(int targets, List<CanaryRun> newestFirst, boolean fallen) {
    /** Keeps a copy. */
    public Series {
      newestFirst = List.copyOf(newestFirst);
    }
  }

  /**
   * Makes it; nothing is read or written yet.
   *
   * @param logs are not closed with it
   * @param ids makes the ids of runs that somebody asks for, none twice
   */
  public static Canaries in(
      KafkaConnection kafka,
      SchemaRegistry registry,
      CanarySettings settings,
      Logs logs,
      Runs.Book book,
      Activation activation,
      Supplier<String> ids,
      InstantSource time,
      CanaryMetrics metrics) {
    return new Canaries(
        settings, logs, new KafkaSeenLabels(kafka, registry), book, activation, ids, time, metrics);
  }

  Canaries(
      CanarySettings settings,
      Logs logs,
      SeenLabels labels,
      Runs.Book book,
      Activation activation,
      Supplier<String> ids,
      InstantSource time,
      CanaryMetrics metrics) {
    this.settings = settings;
    this.schedule = new CanarySchedule(settings.every());
    this.runs = logs.runs;
    this.alerts = logs.alerts;
    this.labels = labels;
    this.book = book;
    this.activation = activation;
    this.ids = ids;
    this.time = time;
    this.metrics = metrics;
    this.thread = new Thread(this::watch, "canaries");
    this.thread.setDaemon(true);
  }

  /** Starts to look for what is due, unless it is switched off. */
  public void start() {
    startedAt = time.instant();
    if (settings.enabled()) {
      thread.start();
    }
  }

  /**
   * Asks for one now.
   *
   * @param author the name of whoever does it; null for nobody in particular
   * @throws RunRefusedException when there can be none
   */
  public Run ask(SignalKey signal, @Nullable String author) {
    SignalHistory history = history(signal);
    if (history.state() == SignalState.ARCHIVED) {
      throw new RunRefusedException(
          RunRefusal.CONFLICT, "signal " + signal.agent() + '/' + signal.signal() + " is archived");
    }
    labels.catchUp();
    CanarySet set = set(signal, history);
    if (!set.isEnough()) {
      throw new RunRefusedException(
          RunRefusal.CONFLICT,
          "people have labelled "
              + set.labels().size()
              + " targets of "
              + signal.agent()
              + '/'
              + signal.signal()
              + " with one of its outcomes (expected: "
              + CanarySet.FEWEST
              + " or more; telltale labels and POST /api/v1/labels)");
    }
    activation
        .refusal(history, history.version())
        .ifPresent(
            why -> {
              throw new RunRefusedException(
                  RunRefusal.CONFLICT,
                  "nobody can judge it: " + why.field() + ": " + why.message());
            });
    Run run = run(ids.get(), signal, history, set, author);
    runs.write(run);
    return run;
  }

  /**
   * A signal's canaries so far.
   *
   * @throws RunRefusedException when there is no such signal
   */
  public Series series(SignalKey signal) {
    SignalHistory history = history(signal);
    labels.catchUp();
    List<CanaryRun> own = new ArrayList<>(bySignal().getOrDefault(signal, List.of()));
    List<Drift.Step> steps = Drift.of(own);
    boolean fallen = !steps.isEmpty() && steps.get(steps.size() - 1).fallen();
    own.sort(Comparator.comparing(CanaryRun::requestedAt).reversed());
    return new Series(set(signal, history).labels().size(), own, fallen);
  }

  /** Looks once for what is due, what has ended, and what is too old. */
  void look() {
    if (!runs.isReadSince(startedAt)) {
      return;
    }
    labels.catchUp();
    Map<SignalKey, List<CanaryRun>> bySignal = bySignal();
    Map<SignalKey, JudgeAgreement> agreements = new HashMap<>();
    for (SignalDefinition definition : book.current().get().signals().values()) {
      SignalKey signal = SignalKey.of(definition);
      SignalHistory history = new SignalHistory(definition);
      List<CanaryRun> own = bySignal.getOrDefault(signal, List.of());
      if (history.state() == SignalState.ACTIVE) {
        askIfDue(signal, history, own);
      }
      if (history.state() != SignalState.ARCHIVED) {
        newestOf(own)
            .ifPresent(
                newest -> {
                  newest.agreement().ifPresent(agreement -> agreements.put(signal, agreement));
                  String id = newest.run().getRunId();
                  if (!id.equals(weighed.get(signal))) {
                    tell(own);
                    weighed.put(signal, id);
                  }
                });
      }
    }
    bySignal.values().forEach(this::forgetOld);
    metrics.show(agreements);
  }

  private void askIfDue(SignalKey signal, SignalHistory history, List<CanaryRun> own) {
    int version = history.version().getVersion();
    CanarySet set = set(signal, history);
    if (!set.isEnough() || activation.refusal(history, history.version()).isPresent()) {
      return;
    }
    schedule
        .due(signal, version, labels.newest(signal), own, time.instant())
        .ifPresent(
            id -> {
              runs.write(run(id, signal, history, set, null));
              LOGGER
                  .atInfo()
                  .addKeyValue("signal", signal.text())
                  .addKeyValue("version", version)
                  .addKeyValue("run", id)
                  .log("a signal's judge is asked again what people have labelled");
            });
  }

  private Run run(
      String id, SignalKey signal, SignalHistory history, CanarySet set, @Nullable String author) {
    Instant now = time.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant from =
        set.labels().stream()
            .flatMap(label -> Stream.of(label.getTargetStart(), label.getDecidedAt()))
            .min(Comparator.naturalOrder())
            .orElse(now);
    return Run.newBuilder()
        .setRunId(id)
        .setKind(RunKind.CANARY)
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setVersion(history.version().getVersion())
        .setFrom(from)
        .setTo(now)
        .setSampleRate(100)
        .setSampleSize(CanarySet.MOST)
        .setDefinitionsOffset(book.offset().getAsLong())
        .setRequestedAt(now)
        .setAuthor(author)
        .build();
  }

  /** Of the newest canary alone: what older ones changed was told then. */
  private void tell(List<CanaryRun> own) {
    List<Drift.Step> steps = Drift.of(own);
    if (steps.isEmpty()) {
      return;
    }
    Optional<AlertEvent> event =
        DriftEvents.of(steps.get(steps.size() - 1), settings.every())
            .filter(some -> some.getTriggeredAt().isAfter(time.instant().minus(NEWS)));
    if (event.isPresent()) {
      String id = event.get().getEventId();
      if (alerts
          .events(
              some -> some.getEventId().equals(id),
              event.get().getTriggeredAt().minus(Duration.ofMinutes(1)),
              1)
          .newestFirst()
          .isEmpty()) {
        alerts.write(event.get());
      }
    }
  }

  private void forgetOld(List<CanaryRun> own) {
    if (own.size() > RUNS_KEPT) {
      own.subList(0, own.size() - RUNS_KEPT).stream()
          .filter(CanaryRun::hasEnded)
          .forEach(run -> runs.forget(run.run().getRunId()));
    }
  }

  private static Optional<CanaryRun> newestOf(List<CanaryRun> own) {
    return own.stream().filter(run -> run.agreement().isPresent()).reduce((before, after) -> after);
  }

  /** The oldest first. */
  private Map<SignalKey, List<CanaryRun>> bySignal() {
    Map<SignalKey, List<CanaryRun>> all = new HashMap<>();
    runs.runs().stream()
        .filter(run -> run.getKind() == RunKind.CANARY)
        .map(run -> new CanaryRun(run, runs.progress(run.getRunId())))
        .sorted(Comparator.comparing(CanaryRun::requestedAt))
        .forEach(run -> all.computeIfAbsent(run.signal(), key -> new ArrayList<>()).add(run));
    return all;
  }

  private CanarySet set(SignalKey signal, SignalHistory history) {
    List<Label> said = List.copyOf(labels.people(signal));
    return CanarySet.of(said, history.outcomes(history.version()));
  }

  private SignalHistory history(SignalKey signal) {
    SignalDefinition definition = book.current().get().signals().get(signal);
    if (definition == null) {
      throw new RunRefusedException(
          RunRefusal.UNKNOWN,
          "no signal "
              + signal.agent()
              + '/'
              + signal.signal()
              + " in project "
              + signal.project());
    }
    return new SignalHistory(definition);
  }

  private void watch() {
    while (running) {
      try {
        look();
      } catch (RuntimeException e) {
        if (!running) {
          return;
        }
        LOGGER
            .atWarn()
            .addKeyValue("error", String.valueOf(e.getMessage()))
            .log("canaries cannot be looked after now");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    labels.close();
  }
}
