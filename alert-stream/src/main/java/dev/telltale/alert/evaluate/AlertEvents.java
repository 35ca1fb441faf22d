// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Cover.Span;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.topic.HashedId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes down what a rule did, with all that it was decided from. */
final class AlertEvents {
  private AlertEvents() {}

  static AlertEvent event(
      AlertRule rule,
      Standing.Change change,
      Span window,
      Reading reading,
      List<String> evidence,
      Instant triggeredAt) {
    Level now = reading.now();
    Optional<Level> before = reading.before();
    Span windowBefore = new Span(window.from() - (window.to() - window.from()), window.from());
    Optional<Interval> intervalBefore = before.flatMap(Level::interval);
    return AlertEvent.newBuilder()
        .setEventId(id(rule, change.transition(), window.to()))
        .setRule(rule)
        .setTransition(change.transition())
        .setObserved(RuleState.boxed(reading.observed()))
        .setLevel(RuleState.boxed(now.value()))
        .setPrior(before.map(level -> RuleState.boxed(level.value())).orElse(null))
        .setWindow(counts(window, now))
        .setPriorWindow(before.map(level -> counts(windowBefore, level)).orElse(null))
        .setIntervalLow(now.interval().map(Interval::low).orElse(null))
        .setIntervalHigh(now.interval().map(Interval::high).orElse(null))
        .setPriorLow(intervalBefore.map(Interval::low).orElse(null))
        .setPriorHigh(intervalBefore.map(Interval::high).orElse(null))
        .setPValue(RuleState.boxed(reading.pValue()))
        .setEvidence(evidence)
        .setNotify(change.told())
        .setTriggeredAt(triggeredAt)
        .build();
  }

  /**
   * SHA-256 over the alert's id, the rule's revision, the window's end in milliseconds and the
   * transition, joined by a zero byte; the first 32 hexadecimal digits. So one window makes at most
   * one event of a kind, however often it is evaluated.
   */
  static String id(AlertRule rule, Transition transition, long windowEnd) {
    return HashedId.of(
        AlertId.of(rule).text(),
        Integer.toString(rule.getRevision()),
        Long.toString(windowEnd),
        transition.name());
  }

  private static WindowCounts counts(Span window, Level level) {
    return WindowCounts.newBuilder()
        .setFrom(Instant.ofEpochMilli(window.from()))
        .setTo(Instant.ofEpochMilli(window.to()))
        .setLabels(level.counts().labels())
        .setMatching(level.matching())
        .setVerdicts(level.counts().verdicts())
        .setVersions(level.counts().versions())
        .build();
  }
}
