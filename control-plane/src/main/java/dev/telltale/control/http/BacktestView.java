// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.manifest.Words;
import dev.telltale.control.watch.BacktestReport;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.RuleSentence;
import dev.telltale.schemas.alert.RuleWords;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have done, as the API shows it.
 *
 * @param threshold what is held against the observed values
 * @param counts all of it, also where a list below is cut off
 * @param crossings the first {@value #MOST} stretches of windows that crossed the line
 * @param messages the first {@value #MOST} changes that would have been told
 * @param silenced the first {@value #MOST} that would not
 * @param earliestLabel null without any label
 * @param points windows in groups, for a chart
 */
record BacktestView(
    AlertView alert,
    String sentence,
    double threshold,
    String from,
    String to,
    Counts counts,
    List<Crossed> crossings,
    List<Message> messages,
    List<Message> silenced,
    @Nullable String earliestLabel,
    List<Group> points) {
  private static final int MOST = 500;

  /** How much there was of each; a crossing is a stretch of windows that crossed the line. */
  record Counts(
      long windows,
      long withValue,
      long crossedWindows,
      int crossings,
      int messages,
      int silenced,
      long labels) {}

  /** A stretch of windows, each by its end. */
  record Crossed(String first, String last, long windows) {}

  /** A change of state at the end of a window. */
  record Message(
      String at, String transition, @Nullable Double observed, @Nullable String observedText) {
    static Message of(AlertEvent event) {
      return new Message(
          event.getWindow().getTo().toString(),
          Words.of(event.getTransition()),
          event.getObserved().orElse(null),
          event
              .getObserved()
              .map(value -> RuleWords.observed(event.getRule(), value))
              .orElse(null));
    }
  }

  /** Windows side by side; values are null when none of them has one. */
  record Group(
      String from,
      String to,
      @Nullable Double observed,
      @Nullable Double lowest,
      @Nullable Double highest,
      long labels,
      long crossed) {
    static Group of(BacktestReport.Group group) {
      return new Group(
          group.from().toString(),
          group.to().toString(),
          number(group.observed()),
          number(group.lowest()),
          number(group.highest()),
          group.labels(),
          group.crossed());
    }
  }

  static BacktestView of(BacktestReport report) {
    return new BacktestView(
        AlertView.of(report.rule()),
        RuleSentence.of(report.rule()),
        report.rule().getThreshold(),
        report.from().toString(),
        report.to().toString(),
        new Counts(
            report.windows(),
            report.withValue(),
            report.crossed(),
            report.crossings().size(),
            report.messages().size(),
            report.silenced().size(),
            report.labels()),
        report.crossings().stream()
            .limit(MOST)
            .map(one -> new Crossed(one.first().toString(), one.last().toString(), one.windows()))
            .toList(),
        report.messages().stream().limit(MOST).map(Message::of).toList(),
        report.silenced().stream().limit(MOST).map(Message::of).toList(),
        report.earliest().map(Object::toString).orElse(null),
        report.points().stream().map(Group::of).toList());
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
