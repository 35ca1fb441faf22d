// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Cover.Span;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds rules against the windows that end at one instant. What comes out depends on the windows,
 * the rules and what is remembered of them; the wall clock only says whether it is too late.
 */
final class RulePass {
  private static final Logger LOGGER = LoggerFactory.getLogger(RulePass.class);
  private static final int MOST_EVIDENCE = 10;

  private final Table<AlertState> states;
  private final EvaluateMetrics metrics;
  private final Duration interval;
  private final Outlet outlet;
  private final Map<AlertId, Integer> reported = new HashMap<>();

  /** Where results go. */
  interface Outlet {
    /**
     * A rule's state changed or is due to be seen again; no state when it is not evaluated any
     * more.
     */
    void state(String alert, Optional<AlertState> state);

    /** A rule changed its state. */
    void event(String alert, AlertEvent event);

    /** A rule was held against the windows that end there. */
    default void reading(AlertRule rule, long end, Reading reading) {}
  }

  /** How late the evaluation is, and the alert on that. */
  record Lag(AlertRule rule, double seconds) {}

  RulePass(Table<AlertState> states, EvaluateMetrics metrics, Duration interval, Outlet outlet) {
    this.states = states;
    this.metrics = metrics;
    this.interval = interval;
    this.outlet = outlet;
  }

  /**
   * Evaluates rules, and forgets all others.
   *
   * @param clock what the log says that it is now
   * @param stale whether it is too late to tell anybody: then every rule stands where it stood
   * @param lag evaluated whether or not it is too late; empty where nobody asks
   */
  void evaluate(
      List<AlertRule> rules, WindowsAt windows, Instant clock, boolean stale, Optional<Lag> lag) {
    Set<String> kept = new HashSet<>();
    for (AlertRule rule : rules) {
      Optional<String> unsupported = Predicates.unsupported(rule, interval);
      if (unsupported.isPresent()) {
        report(rule, unsupported.get());
        continue;
      }
      AlertId alert = AlertId.of(rule);
      kept.add(alert.text());
      if (stale) {
        leave(rule, alert.text());
      } else {
        hold(rule, alert, Reading.of(rule, windows), windows, clock);
        metrics.evaluation(EvaluateMetrics.Result.EVALUATED);
      }
    }
    lag.ifPresent(
        late -> {
          AlertId alert = AlertId.of(late.rule);
          kept.add(alert.text());
          Reading reading = Reading.level(late.rule, Level.of(late.seconds));
          hold(late.rule, alert, reading, windows, clock);
        });
    forgetAllBut(kept);
  }

  /** What is remembered of the rules. */
  List<AlertState> states() {
    return states.entries().stream().map(Table.Entry::value).toList();
  }

  private void hold(
      AlertRule rule, AlertId alert, Reading reading, WindowsAt windows, Instant clock) {
    outlet.reading(rule, windows.end(), reading);
    AlertState stored = states.get(alert.text());
    RuleState before = RuleState.of(stored, rule);
    Instant end = Instant.ofEpochMilli(windows.end());
    int held = reading.isCrossed(rule) && reading.isSignificant(rule) ? before.held() + 1 : 0;
    Standing.Step step =
        reading.lead(before.standing(), rule, moment(rule, before, end), isProved(rule, held));
    Optional<String> heldBack = HeldBack.byChance(rule, reading, step, held);
    Optional<Outage> outage = outage(rule, alert, windows);
    if (outage.isPresent() && step.change().isPresent()) {
      step = new Standing.Step(before.standing(), before.silentUntil(), Optional.empty());
      heldBack = Optional.of(HeldBack.byOutage(outage.get()));
    }
    remember(alert, rule, before, after(rule, before, step, end, held), reading, heldBack);
    if (step.change().isPresent()) {
      tell(rule, alert, step.change().get(), reading, windows, clock);
    }
  }

  private void tell(
      AlertRule rule,
      AlertId alert,
      Standing.Change change,
      Reading reading,
      WindowsAt windows,
      Instant clock) {
    Duration length = Duration.ofMillis(rule.getWindowMs());
    Span window = windows.span(length);
    boolean shows = change.transition() == Transition.FIRED && reading.now().counts().labels() > 0;
    List<String> evidence =
        shows
            ? windows.newest(
                Series.of(rule), length, value -> Predicates.shows(rule, value), MOST_EVIDENCE)
            : List.of();
    AlertEvent event = AlertEvents.event(rule, change, window, reading, evidence, clock);
    outlet.event(alert.text(), event);
    metrics.event(event);
  }

  private static Optional<Outage> outage(AlertRule rule, AlertId alert, WindowsAt windows) {
    return Predicates.isMovedByOutages(rule)
        ? windows.outage(alert.signal(), Duration.ofMillis(rule.getWindowMs()))
        : Optional.empty();
  }

  private static boolean isProved(AlertRule rule, int held) {
    return rule.getSignificance().map(wanted -> held >= wanted.getEvaluations()).orElse(true);
  }

  private static RuleState after(
      AlertRule rule, RuleState before, Standing.Step step, Instant end, int held) {
    boolean fired =
        step.change().filter(change -> change.transition() == Transition.FIRED).isPresent();
    return new RuleState(
        step.next(),
        step.silentUntil(),
        end,
        false,
        rule.getSignificance().isPresent() ? held : 0,
        fired ? Optional.of(end) : before.lastFiredAt());
  }

  private static Standing.Moment moment(AlertRule rule, RuleState before, Instant end) {
    return new Standing.Moment(
        end,
        before.silentUntil(),
        Duration.ofMillis(rule.getCooldownMs()),
        rule.getNotifyRecovery(),
        rule.getNoData());
  }

  /**
   * A state is shown when it changed, and else once a minute, so that people see that it is
   * watched.
   */
  private void remember(
      AlertId alert,
      AlertRule rule,
      RuleState before,
      RuleState after,
      Reading reading,
      Optional<String> heldBack) {
    AlertState record = after.record(rule, reading, heldBack);
    states.put(alert.text(), record);
    boolean changed = !after.standing().equals(before.standing()) || before.stale();
    boolean shownThisMinute = minute(before.evaluatedAt()).equals(minute(after.evaluatedAt()));
    if (changed || !shownThisMinute) {
      outlet.state(alert.text(), Optional.of(record));
    }
  }

  private static Instant minute(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES);
  }

  private void leave(AlertRule rule, String alert) {
    metrics.evaluation(EvaluateMetrics.Result.STALE);
    AlertState stored = states.get(alert);
    AlertState stale = RuleState.of(stored, rule).staleRecord(rule, stored);
    if (!stale.equals(stored)) {
      states.put(alert, stale);
      outlet.state(alert, Optional.of(stale));
    }
  }

  private void forgetAllBut(Set<String> kept) {
    for (Table.Entry<AlertState> entry : states.entries()) {
      if (!kept.contains(entry.key())) {
        states.remove(entry.key());
        outlet.state(entry.key(), Optional.empty());
      }
    }
  }

  private void report(AlertRule rule, String unsupported) {
    metrics.evaluation(EvaluateMetrics.Result.UNSUPPORTED);
    AlertId alert = AlertId.of(rule);
    Integer earlier = reported.put(alert, rule.getRevision());
    if (earlier == null || earlier != rule.getRevision()) {
      LOGGER
          .atWarn()
          .addKeyValue("alert", alert.text())
          .addKeyValue("revision", rule.getRevision())
          .addKeyValue("unsupported", unsupported)
          .log("rule cannot be evaluated");
    }
  }
}
