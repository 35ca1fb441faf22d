// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.alert.rule.DriftRule;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.topic.HashedId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From what a canary shows to the event that tells of it. Pure. */
final class DriftEvents {
  private DriftEvents() {}

  /** The event of a step that changes something. */
  static Optional<AlertEvent> of(Drift.Step step, Duration every) {
    return step.transition().map(transition -> event(step, transition, every));
  }

  private static AlertEvent event(Drift.Step step, Transition transition, Duration every) {
    CanaryRun run = step.run();
    JudgeAgreement all = run.agreement().orElseThrow();
    Optional<Drift.Comparison> held = step.comparison();
    int labels = held.map(Drift.Comparison::shared).orElse(all.getCompared());
    int matching = held.map(Drift.Comparison::now).orElse(all.getAgreed());
    Optional<Interval> before = held.map(Drift.Comparison::intervalBefore);
    Interval now = Interval.wilson95(matching, labels);
    AlertRule rule = DriftRule.of(run.signal(), before.map(Interval::low).orElse(0.0), every);
    return AlertEvent.newBuilder()
        .setEventId(id(rule, run, transition))
        .setRule(rule)
        .setTransition(transition)
        .setObserved((double) matching / labels)
        .setLevel((double) matching / labels)
        .setIntervalLow(now.low())
        .setIntervalHigh(now.high())
        .setPrior(held.map(with -> (double) with.before() / with.shared()).orElse(null))
        .setPriorLow(before.map(Interval::low).orElse(null))
        .setPriorHigh(before.map(Interval::high).orElse(null))
        .setPValue(held.map(Drift.Comparison::pValue).orElse(null))
        .setWindow(window(run, labels, matching))
        .setPriorWindow(
            held.map(with -> window(with.reference(), with.shared(), with.before())).orElse(null))
        .setNotify(true)
        .setTriggeredAt(endOf(run))
        .build();
  }

  private static WindowCounts window(CanaryRun run, int labels, int matching) {
    return WindowCounts.newBuilder()
        .setFrom(run.requestedAt())
        .setTo(endOf(run))
        .setLabels(labels)
        .setMatching(matching)
        .setVerdicts(labels)
        .setVersions(List.of(run.run().getVersion()))
        .setJudge(run.agreement().map(JudgeAgreement::getJudge).orElse(""))
        .build();
  }

  private static Instant endOf(CanaryRun run) {
    return run.progress().map(RunProgress::getAt).orElse(run.requestedAt());
  }

  /** One run makes at most one event of a kind, however often it is looked at. */
  private static String id(AlertRule rule, CanaryRun run, Transition transition) {
    return HashedId.of(AlertId.of(rule).text(), run.run().getRunId(), transition.name());
  }
}
