// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.ArrayList;
import java.util.List;

/** An event in words. Names, numbers and times; never content of a conversation. */
public final class AlertText {
  private static final double WHOLE_ENOUGH = 0.8;

  /**
   * One line of an event's details.
   *
   * @param name such as Threshold
   * @param text such as 30 %
   */
  public record Fact(String name, String text) {}

  private AlertText() {}

  /**
   * The event in one line, such as "User frustration (parcel-support): true rate 42 % (95 %
   * interval 29 to 56 %, 50 labels) is at or above 30 % over 5 min".
   */
  public static String headline(AlertEvent event) {
    AlertRule rule = event.getRule();
    String what = RuleWords.line(rule.getName()) + " (" + RuleWords.line(rule.getAgent()) + "): ";
    String over = " over " + RuleWords.length(rule.getWindowMs());
    String line = RuleWords.operator(rule) + " " + RuleWords.amount(rule, rule.getThreshold());
    return switch (event.getTransition()) {
      case FIRED -> what + reading(event) + " is " + line + over + coverage(event);
      case RECOVERED ->
          "Recovered: " + what + reading(event) + over + ", " + recovered(event, line);
      case NO_DATA -> "No data: " + what + tooFew(event) + over;
      case TEST -> "Test: " + what + "this is what a message looks like; nothing happened";
    };
  }

  /** What the event was decided from, line by line. */
  public static List<Fact> facts(AlertEvent event) {
    AlertRule rule = event.getRule();
    WindowCounts window = event.getWindow();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact("Signal", rule.getProject() + "/" + rule.getAgent() + "/" + rule.getSignal()));
    facts.add(new Fact("Metric", RuleWords.metric(rule)));
    facts.add(new Fact("Comparison", comparison(rule.getComparison())));
    facts.add(
        new Fact(
            "Threshold",
            RuleWords.operator(rule) + " " + RuleWords.amount(rule, rule.getThreshold())));
    facts.add(new Fact("Observed", observed(event)));
    if (event.getIntervalLow().isPresent() && event.getIntervalHigh().isPresent()) {
      facts.add(
          new Fact(
              "95 % interval",
              RuleWords.interval(event.getIntervalLow().get(), event.getIntervalHigh().get())));
    }
    facts.add(
        new Fact(
            "Window",
            RuleWords.length(rule.getWindowMs()) + " up to " + RuleWords.time(window.getTo())));
    facts.add(new Fact("Trigger time", RuleWords.time(event.getTriggeredAt())));
    return facts.stream().map(fact -> new Fact(fact.name, RuleWords.line(fact.text))).toList();
  }

  private static String reading(AlertEvent event) {
    AlertRule rule = event.getRule();
    long labels = event.getWindow().getLabels();
    String metric = RuleWords.metric(rule) + " ";
    if (event.getObserved().isEmpty()) {
      return tooFew(event);
    }
    String amount = RuleWords.amount(rule, event.getObserved().get());
    if (event.getIntervalLow().isEmpty() || event.getIntervalHigh().isEmpty()) {
      return metric + amount;
    }
    String interval =
        RuleWords.interval(event.getIntervalLow().get(), event.getIntervalHigh().get());
    return metric + amount + " (95 % interval " + interval + ", " + RuleWords.labels(labels) + ")";
  }

  private static String recovered(AlertEvent event, String line) {
    return event.getObserved().isPresent() ? "no longer " + line : "too few to go on firing";
  }

  private static String tooFew(AlertEvent event) {
    long wanted = Math.max(1, event.getRule().getMinLabels());
    return RuleWords.labels(event.getWindow().getLabels()) + " of at least " + wanted;
  }

  private static String observed(AlertEvent event) {
    WindowCounts window = event.getWindow();
    String counts =
        RuleWords.isRate(event.getRule())
            ? window.getMatching() + " of " + RuleWords.labels(window.getLabels())
            : RuleWords.labels(window.getLabels());
    return event
        .getObserved()
        .map(observed -> RuleWords.amount(event.getRule(), observed) + " (" + counts + ")")
        .orElse("no value (" + counts + ")");
  }

  /** A rate over a part of the targets may be the part's and not the whole's: then it says so. */
  private static String coverage(AlertEvent event) {
    WindowCounts window = event.getWindow();
    double share =
        window.getVerdicts() == 0 ? 1 : (double) window.getLabels() / window.getVerdicts();
    return share >= WHOLE_ENOUGH
        ? ""
        : "; only "
            + RuleWords.rate(share)
            + " % of "
            + window.getVerdicts()
            + " targets have a label";
  }

  private static String comparison(Comparison comparison) {
    return switch (comparison) {
      case ABSOLUTE -> "absolute level";
      case PERCENT_CHANGE -> "percent change against the window before";
      case PERCENTAGE_POINTS -> "percentage points against the window before";
    };
  }
}
