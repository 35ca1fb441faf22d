// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.crash;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.CoolingDown;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoBaseline;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.Unknown;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.label.Precedence;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluator that never dies makes of one partition's log, every second: every label of
 * every window looked at one by one. Knows what the rules of {@link WatchedSignals} use, no more.
 */
final class RuleOracle {
  private static final long EVERY_MS = 1_000;
  private static final long NOTHING_READ = -1;

  private final List<AlertRule> rules;
  private final Map<SignalKey, Map<String, Counted>> bySignal = new HashMap<>();
  private final Map<String, Object> states = new HashMap<>();
  private final Map<String, Instant> silentUntil = new HashMap<>();
  private final List<Seen> events = new ArrayList<>();
  private long clock = NOTHING_READ;

  /** A target's verdict that counts, and when it was appended. */
  private record Counted(long at, Label label) {}

  /** Targets in a window. */
  record Window(Instant from, Instant to, long labels, long matching, long verdicts) {
    static Window of(WindowCounts counts) {
      return new Window(
          counts.getFrom(),
          counts.getTo(),
          counts.getLabels(),
          counts.getMatching(),
          counts.getVerdicts());
    }

    Optional<Double> level(AlertRule rule) {
      if (rule.getMetric() == AlertMetric.LABEL_VOLUME) {
        return Optional.of((double) labels);
      }
      return labels == 0 ? Optional.empty() : Optional.of((double) matching / labels);
    }
  }

  /** An event, as far as it follows from the log. */
  record Seen(
      String alert,
      Transition transition,
      boolean told,
      Optional<Double> observed,
      Window window,
      Optional<Window> before,
      Instant triggeredAt) {
    static Seen of(AlertEvent event) {
      return new Seen(
          AlertId.of(event.getRule()).text(),
          event.getTransition(),
          event.getNotify(),
          event.getObserved(),
          Window.of(event.getWindow()),
          event.getPriorWindow().map(Window::of),
          event.getTriggeredAt());
    }
  }

  /** Knows rules whose signals are in one partition. */
  RuleOracle(List<AlertRule> rules) {
    this.rules = rules;
    rules.forEach(rule -> states.put(AlertId.of(rule).text(), new Unknown()));
  }

  /** Reads the next record, which is a label or a tick. */
  void read(long at, Optional<Label> label) {
    long before = clock;
    clock = Math.max(clock, at);
    if (before != NOTHING_READ && clock / EVERY_MS > before / EVERY_MS) {
      rules.forEach(rule -> evaluate(rule, clock / EVERY_MS * EVERY_MS));
    }
    label
        .filter(verdict -> verdict.getOrigin() == Origin.LIVE)
        .ifPresent(verdict -> count(new Counted(at, verdict)));
  }

  /** What came of it, in order. */
  List<Seen> events() {
    return events;
  }

  /** Where each rule stands. */
  Map<String, Object> states() {
    return states;
  }

  private void count(Counted next) {
    Label label = next.label;
    bySignal
        .computeIfAbsent(
            new SignalKey(label.getProject(), label.getAgent(), label.getSignal()),
            signal -> new HashMap<>())
        .merge(
            label.getTargetId(),
            next,
            (old, now) -> Precedence.of(now.label).replaces(Precedence.of(old.label)) ? now : old);
  }

  private void evaluate(AlertRule rule, long end) {
    Window now = window(rule, end);
    Optional<Window> before =
        rule.getComparison() == Comparison.ABSOLUTE
            ? Optional.empty()
            : Optional.of(window(rule, end - rule.getWindowMs()));
    Optional<Double> level = now.level(rule);
    Optional<Double> prior = before.flatMap(window -> window.level(rule)).filter(rate -> rate > 0);
    Instant at = Instant.ofEpochMilli(end);
    if (level.isEmpty()) {
      standStill(rule, new NoData(at));
    } else if (before.isPresent() && prior.isEmpty()) {
      standStill(rule, new NoBaseline(at));
    } else {
      double observed = prior.map(old -> 100 * (level.get() - old) / old).orElse(level.get());
      move(rule, observed, now, before);
    }
  }

  /** A rule that fires goes on, and one that waits remembers since when. */
  private void standStill(AlertRule rule, Object waiting) {
    states.compute(
        AlertId.of(rule).text(),
        (alert, state) ->
            state instanceof Firing || waiting.getClass().isInstance(state) ? state : waiting);
  }

  private void move(AlertRule rule, double observed, Window now, Optional<Window> before) {
    String alert = AlertId.of(rule).text();
    boolean above = rule.getOperator() == Operator.AT_OR_ABOVE;
    boolean bad = above ? observed >= rule.getThreshold() : observed <= rule.getThreshold();
    Optional<Firing> firing =
        Optional.ofNullable(states.get(alert))
            .filter(Firing.class::isInstance)
            .map(Firing.class::cast);
    if (bad && firing.isPresent()) {
      return;
    }
    Instant quietUntil = silentUntil.getOrDefault(alert, Instant.MIN);
    boolean silent = now.to.isBefore(quietUntil);
    if (bad) {
      states.put(alert, new Firing(now.to, !silent));
      if (!silent) {
        silentUntil.put(alert, now.to.plusMillis(rule.getCooldownMs()));
      }
    } else {
      states.put(alert, silent ? new CoolingDown(quietUntil) : new Ok());
    }
    if (bad || firing.isPresent()) {
      events.add(
          new Seen(
              alert,
              bad ? Transition.FIRED : Transition.RECOVERED,
              bad ? !silent : firing.get().getTold(),
              Optional.of(observed),
              now,
              before,
              Instant.ofEpochMilli(clock)));
    }
  }

  private Window window(AlertRule rule, long to) {
    long from = to - rule.getWindowMs();
    List<Label> verdicts =
        bySignal.getOrDefault(AlertId.of(rule).signal(), Map.of()).values().stream()
            .filter(counted -> counted.at >= from && counted.at < to)
            .map(Counted::label)
            .toList();
    List<Label> labels =
        verdicts.stream().filter(label -> label.getOutcome() == Outcome.LABELLED).toList();
    boolean all = rule.getMetric() == AlertMetric.LABEL_VOLUME;
    long matching =
        labels.stream()
            .filter(label -> all || label.getValue().equals(Optional.of("true")))
            .count();
    return new Window(
        Instant.ofEpochMilli(from),
        Instant.ofEpochMilli(to),
        labels.size(),
        matching,
        verdicts.size());
  }
}
