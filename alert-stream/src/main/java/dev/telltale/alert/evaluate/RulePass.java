// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds all rules of a partition against the windows that end at one instant. What comes out
 * depends on the windows, the rules and what is remembered of them; the wall clock only says
 * whether it is too late.
 */
final class RulePass {
  private static final Logger LOGGER = LoggerFactory.getLogger(RulePass.class);
  private static final int MOST_EVIDENCE = 10;

  private final KeyValueStore<String, AlertState> states;
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
  }

  RulePass(
      KeyValueStore<String, AlertState> states,
      EvaluateMetrics metrics,
      Duration interval,
      Outlet outlet) {
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
   */
  void evaluate(List<AlertRule> rules, WindowsAt windows, Instant clock, boolean stale) {
    Set<String> kept = new HashSet<>();
    for (AlertRule rule : rules) {
      Optional<String> unsupported = Reading.unsupported(rule, interval);
      if (unsupported.isPresent()) {
        report(rule, unsupported.get());
        continue;
      }
      kept.add(AlertId.of(rule).text());
      if (stale) {
        leave(rule);
      } else {
        evaluate(rule, windows, clock);
      }
    }
    forgetAllBut(kept);
  }

  /** What is remembered of the rules. */
  List<AlertState> states() {
    List<AlertState> all = new ArrayList<>();
    try (KeyValueIterator<String, AlertState> stored = states.all()) {
      stored.forEachRemaining(entry -> all.add(entry.value));
    }
    return all;
  }

  private void evaluate(AlertRule rule, WindowsAt windows, Instant clock) {
    AlertId alert = AlertId.of(rule);
    Duration length = Duration.ofMillis(rule.getWindowMs());
    Counts counts = windows.counts(alert.signal(), length);
    Reading reading = Reading.of(rule, counts);
    RuleState before = remembered(alert, rule);
    Instant end = Instant.ofEpochMilli(windows.end());
    Standing.Step step = reading.lead(before.standing(), rule, moment(rule, before, end));
    remember(alert, rule, before, RuleState.evaluated(rule, step, end, reading.observed()));
    metrics.evaluation(EvaluateMetrics.Result.EVALUATED);
    if (step.change().isPresent()) {
      Standing.Change change = step.change().get();
      List<String> evidence =
          change.transition() == Transition.FIRED
              ? windows.newest(
                  alert.signal(), length, value -> Reading.shows(rule, value), MOST_EVIDENCE)
              : List.of();
      AlertEvent event =
          AlertEvents.event(rule, change, windows.span(length), counts, reading, evidence, clock);
      outlet.event(alert.text(), event);
      metrics.event(change.transition());
    }
  }

  private static Standing.Moment moment(AlertRule rule, RuleState before, Instant end) {
    return new Standing.Moment(
        end,
        before.silentUntil(),
        Duration.ofMillis(rule.getCooldownMs()),
        rule.getNotifyRecovery(),
        rule.getNoData());
  }

  private RuleState remembered(AlertId alert, AlertRule rule) {
    AlertState stored = states.get(alert.text());
    return stored == null || stored.getRevision() != rule.getRevision()
        ? RuleState.unevaluated(rule)
        : RuleState.of(stored);
  }

  /**
   * A state is shown when it changed, and else once a minute, so that people see that it is
   * watched.
   */
  private void remember(AlertId alert, AlertRule rule, RuleState before, RuleState after) {
    AlertState record = after.record(rule);
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

  private void leave(AlertRule rule) {
    metrics.evaluation(EvaluateMetrics.Result.STALE);
    String alert = AlertId.of(rule).text();
    AlertState stored = states.get(alert);
    if (stored != null && !stored.getStale()) {
      AlertState stale = AlertState.newBuilder(stored).setStale(true).build();
      states.put(alert, stale);
      outlet.state(alert, Optional.of(stale));
    }
  }

  private void forgetAllBut(Set<String> kept) {
    for (AlertState state : states()) {
      String alert = alertOf(state).text();
      if (!kept.contains(alert)) {
        states.delete(alert);
        outlet.state(alert, Optional.empty());
      }
    }
  }

  private static AlertId alertOf(AlertState state) {
    return new AlertId(
        new SignalKey(state.getProject(), state.getAgent(), state.getSignal()), state.getAlert());
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
