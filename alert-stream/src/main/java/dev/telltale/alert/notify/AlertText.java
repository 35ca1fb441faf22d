// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.RuleSentence;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
   * interval 29 to 56 %, 50 labels) is at or above 30 % over 5 min", or "User frustration
   * (parcel-support): true rate rose by 45 % to 42 % (95 % interval 29 to 56 %, 50 labels) from 29
   * % over 1 h".
   */
  public static String headline(AlertEvent event) {
    AlertRule rule = event.getRule();
    if (isPipeline(rule)) {
      return PipelineText.headline(event);
    }
    if (DriftText.isOf(rule)) {
      return DriftText.headline(event);
    }
    String what = RuleWords.line(rule.getName()) + " (" + RuleWords.line(rule.getAgent()) + "): ";
    String over = " over " + RuleWords.length(rule.getWindowMs());
    return switch (event.getTransition()) {
      case FIRED -> what + Reading.fired(event) + over + coverage(event);
      case RECOVERED -> "Recovered: " + what + Reading.recovered(event, over);
      case NO_DATA -> "No data: " + what + Reading.tooFew(event) + over;
      case TEST -> "Test: " + what + "this is what a message looks like; nothing happened";
    };
  }

  /** What the event was decided from, line by line. */
  public static List<Fact> facts(AlertEvent event) {
    AlertRule rule = event.getRule();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        isOwn(rule)
            ? new Fact("Alert", rule.getName())
            : new Fact(
                "Signal", rule.getProject() + "/" + rule.getAgent() + "/" + rule.getSignal()));
    facts.add(new Fact("Metric", RuleWords.metric(rule)));
    facts.add(new Fact("Comparison", comparison(rule.getComparison())));
    facts.add(
        new Fact(
            "Threshold", RuleWords.operator(rule) + " " + Reading.held(rule, rule.getThreshold())));
    facts.addAll(Reading.facts(event));
    if (DriftText.isOf(rule)) {
      facts.addAll(DriftText.facts(event));
    }
    if (!isOwn(rule)) {
      facts.add(
          new Fact(
              "Window",
              RuleWords.length(rule.getWindowMs())
                  + " up to "
                  + RuleWords.time(event.getWindow().getTo())));
    }
    facts.add(new Fact("Severity", rule.getSeverity().name().toLowerCase(Locale.ROOT)));
    facts.add(new Fact("Trigger time", RuleWords.time(event.getTriggeredAt())));
    return facts.stream().map(fact -> new Fact(fact.name, RuleWords.line(fact.text))).toList();
  }

  /** Sentences that stand below: the test, versions, and what the alert is. */
  static List<String> notes(AlertEvent event) {
    if (isPipeline(event.getRule())) {
      return List.of(PipelineText.NOTE);
    }
    if (DriftText.isOf(event.getRule())) {
      return List.of(DriftText.NOTE);
    }
    List<String> notes = new ArrayList<>();
    SignificanceText.line(event).ifPresent(notes::add);
    versions(event).ifPresent(notes::add);
    notes.add("This alert " + RuleSentence.of(event.getRule()) + ".");
    return notes;
  }

  /** Telltale's, and of no window of labels. */
  private static boolean isOwn(AlertRule rule) {
    return isPipeline(rule) || DriftText.isOf(rule);
  }

  private static boolean isPipeline(AlertRule rule) {
    return rule.getMetric() == AlertMetric.PIPELINE_LAG;
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

  private static Optional<String> versions(AlertEvent event) {
    TreeSet<Integer> versions = new TreeSet<>(event.getWindow().getVersions());
    event.getPriorWindow().ifPresent(prior -> versions.addAll(prior.getVersions()));
    return versions.size() < 2
        ? Optional.empty()
        : Optional.of(
            "The signal was edited in between: its versions "
                + versions.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " made these labels, so a change may be the question's.");
  }

  private static String comparison(Comparison comparison) {
    return switch (comparison) {
      case ABSOLUTE -> "absolute level";
      case PERCENT_CHANGE -> "percent change against the window before";
      case PERCENTAGE_POINTS -> "percentage points against the window before";
    };
  }
}
