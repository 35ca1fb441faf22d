// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an event measured, in words: a level, or a change from one level to another. */
final class Reading {
  private static final double WHOLE_FROM = 10;

  private Reading() {}

  /** Without the window's length, which follows. */
  static String fired(AlertEvent event) {
    if (event.getObserved().isEmpty() && event.getLevel().isEmpty()) {
      return tooFew(event);
    }
    return isChange(event) ? change(event) : level(event) + " is " + line(event.getRule());
  }

  static String recovered(AlertEvent event, String over) {
    if (event.getObserved().isEmpty() && event.getLevel().isEmpty()) {
      return tooFew(event) + over + ", too few to go on firing";
    }
    return (isChange(event) ? change(event) : level(event))
        + over
        + ", no longer "
        + line(event.getRule());
  }

  static String tooFew(AlertEvent event) {
    long wanted = Math.max(1, event.getRule().getMinLabels());
    return RuleWords.counted(event.getRule(), event.getWindow().getLabels())
        + " of at least "
        + wanted;
  }

  /** What was observed, both levels and their intervals. */
  static List<AlertText.Fact> facts(AlertEvent event) {
    AlertRule rule = event.getRule();
    List<AlertText.Fact> facts = new ArrayList<>();
    if (!isChange(event)) {
      facts.add(
          new AlertText.Fact(
              "Observed",
              event.getObserved().map(observed -> held(rule, observed)).orElse("no value")
                  + counts(rule, event.getWindow())));
      interval(event.getIntervalLow(), event.getIntervalHigh())
          .ifPresent(interval -> facts.add(new AlertText.Fact("95 % interval", interval)));
      return facts;
    }
    facts.add(
        new AlertText.Fact(
            "Observed",
            event
                .getObserved()
                .filter(Double::isFinite)
                .map(observed -> held(rule, observed))
                .orElse("no value")));
    facts.add(
        new AlertText.Fact(
            "Now",
            amount(rule, event.getLevel())
                + counts(rule, event.getWindow())
                + interval(event.getIntervalLow(), event.getIntervalHigh())
                    .map(interval -> ", 95 % interval " + interval)
                    .orElse("")));
    facts.add(
        new AlertText.Fact(
            "Before",
            amount(rule, event.getPrior())
                + event.getPriorWindow().map(window -> counts(rule, window)).orElse("")
                + interval(event.getPriorLow(), event.getPriorHigh())
                    .map(interval -> ", 95 % interval " + interval)
                    .orElse("")));
    return facts;
  }

  /** What the threshold is held against; nothing that is no number is formatted as one. */
  static String held(AlertRule rule, double value) {
    return Double.isFinite(value) ? RuleWords.observed(rule, value) : "no value";
  }

  private static boolean isChange(AlertEvent event) {
    return event.getRule().getComparison() != Comparison.ABSOLUTE;
  }

  private static String level(AlertEvent event) {
    AlertRule rule = event.getRule();
    return RuleWords.metric(rule)
        + " "
        + amount(rule, event.getObserved().or(event::getLevel))
        + uncertainty(event);
  }

  private static String change(AlertEvent event) {
    AlertRule rule = event.getRule();
    return RuleWords.metric(rule)
        + " "
        + moved(event)
        + amount(rule, event.getLevel())
        + uncertainty(event)
        + " from "
        + amount(rule, event.getPrior());
  }

  private static String moved(AlertEvent event) {
    Optional<Double> change = event.getObserved().filter(Double::isFinite);
    if (change.isEmpty()) {
      return "went to ";
    }
    double magnitude = Math.abs(change.get());
    if (magnitude == 0) {
      return "stayed at ";
    }
    String unit =
        event.getRule().getComparison() == Comparison.PERCENT_CHANGE ? " %" : " percentage points";
    return (change.get() > 0 ? "rose by " : "fell by ")
        + RuleWords.number(magnitude, magnitude >= WHOLE_FROM ? 0 : 1)
        + unit
        + " to ";
  }

  private static String line(AlertRule rule) {
    return RuleWords.operator(rule) + " " + held(rule, rule.getThreshold());
  }

  private static String uncertainty(AlertEvent event) {
    return interval(event.getIntervalLow(), event.getIntervalHigh())
        .map(
            interval ->
                " (95 % interval "
                    + interval
                    + ", "
                    + RuleWords.counted(event.getRule(), event.getWindow().getLabels())
                    + ")")
        .orElse("");
  }

  private static Optional<String> interval(Optional<Double> low, Optional<Double> high) {
    return low.flatMap(from -> high.map(to -> RuleWords.interval(from, to)));
  }

  private static String amount(AlertRule rule, Optional<Double> value) {
    return value
        .filter(Double::isFinite)
        .map(amount -> RuleWords.amount(rule, amount))
        .orElse("no value");
  }

  private static String counts(AlertRule rule, WindowCounts window) {
    if (rule.getMetric() == AlertMetric.PIPELINE_LAG) {
      return "";
    }
    return RuleWords.isRate(rule)
        ? " (" + window.getMatching() + " of " + RuleWords.counted(rule, window.getLabels()) + ")"
        : " (" + RuleWords.counted(rule, window.getLabels()) + ")";
  }
}
