// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pipeline's own alert about a judge that agrees less with people than it did, in words. */
public final class DriftText {
  static final String NOTE =
      "This is Telltale's own alert. What people had labelled was judged again; the fall is larger"
          + " than chance makes it on the same targets. If the new judge or question is right, label"
          + " the targets anew.";

  private static final String AGENT = "_telltale";

  private DriftText() {}

  /** Whether a rule is this alert. */
  public static boolean isOf(AlertRule rule) {
    return rule.getMetric() == AlertMetric.JUDGE_AGREEMENT && rule.getAgent().equals(AGENT);
  }

  /** The signal whose judge it is, as {@code AGENT/SIGNAL}. */
  static String signal(AlertRule rule) {
    return RuleWords.line(rule.getValue().orElse(""));
  }

  static String headline(AlertEvent event) {
    String judge = "the judge of " + signal(event.getRule());
    return switch (event.getTransition()) {
      case FIRED ->
          "Judge drift: "
              + judge
              + " agrees with people on "
              + level(event)
              + before(event).map(share -> ", before on " + share).orElse("")
              + change(event);
      case RECOVERED ->
          "Recovered: " + judge + " agrees with people again, on " + level(event) + change(event);
      case NO_DATA -> "No data: nothing is known of " + judge;
      case TEST -> "Test: an alert about " + judge + "; nothing happened";
    };
  }

  /** What it was before, and who judged. */
  static List<AlertText.Fact> facts(AlertEvent event) {
    List<AlertText.Fact> facts = new ArrayList<>();
    before(event).ifPresent(share -> facts.add(new AlertText.Fact("Before", share)));
    facts.add(new AlertText.Fact("Judge", who(event.getWindow())));
    event
        .getPriorWindow()
        .ifPresent(prior -> facts.add(new AlertText.Fact("Judge before", who(prior))));
    event
        .getPValue()
        .ifPresent(
            p -> facts.add(new AlertText.Fact("Sign test", "p = " + RuleWords.number(p, 5))));
    return facts;
  }

  private static String level(AlertEvent event) {
    return RuleWords.rate(event.getObserved().orElse(0.0))
        + " % of "
        + event.getWindow().getLabels()
        + " targets"
        + event
            .getIntervalLow()
            .flatMap(low -> event.getIntervalHigh().map(high -> RuleWords.interval(low, high)))
            .map(interval -> " (95 % interval " + interval + ")")
            .orElse("");
  }

  private static Optional<String> before(AlertEvent event) {
    return event.getPrior().map(share -> RuleWords.rate(share) + " %");
  }

  /** What may explain it: nothing where both are the same, as with a provider's silent change. */
  private static String change(AlertEvent event) {
    Optional<WindowCounts> prior = event.getPriorWindow();
    if (prior.isEmpty()) {
      return "";
    }
    WindowCounts now = event.getWindow();
    List<String> changes = new ArrayList<>();
    if (!prior.get().getVersions().equals(now.getVersions())) {
      changes.add("version " + versions(now) + " instead of " + versions(prior.get()));
    }
    if (!prior.get().getJudge().equals(now.getJudge())) {
      changes.add(name(now) + " instead of " + name(prior.get()));
    }
    return changes.isEmpty()
        ? "; version and model are the same"
        : "; " + String.join(", ", changes);
  }

  private static String who(WindowCounts window) {
    return name(window) + ", version " + versions(window);
  }

  private static String name(WindowCounts window) {
    return window.getJudge().isEmpty() ? "nobody" : RuleWords.line(window.getJudge());
  }

  private static String versions(WindowCounts window) {
    return window.getVersions().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
