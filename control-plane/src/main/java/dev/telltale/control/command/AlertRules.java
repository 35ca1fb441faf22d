// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertDraft;
import dev.telltale.control.manifest.Condition;
import dev.telltale.control.manifest.Crossing;
import dev.telltale.control.manifest.Problem;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds an alert against the signal that it watches: whether there is such a metric and value, and
 * which way is bad. Pure.
 */
final class AlertRules {
  private static final Set<AlertMetric> OF_A_VALUE =
      Set.of(AlertMetric.VALUE_COUNT, AlertMetric.VALUE_SHARE);

  private final SignalDefinition signal;
  private final AlertDraft draft;
  private final Condition condition;
  private final List<Problem> problems;

  /**
   * Makes the rules for one alert.
   *
   * @param signal as it is once all documents are applied
   * @param problems is told of every broken rule
   */
  AlertRules(SignalDefinition signal, AlertDraft draft, List<Problem> problems) {
    this.signal = signal;
    this.draft = draft;
    this.condition = draft.condition();
    this.problems = problems;
  }

  /** Notes what the signal does not have, and a recovery on the wrong side. */
  void check() {
    refuseMetric();
    refuseValue();
    Crossing crossing = crossing();
    if (crossing.operator() == null) {
      refuseNoDirection();
    } else if (!crossing.isRecoveryGood()) {
      problem(
          "recovery",
          "not on the good side of the line (expected: "
              + (isLevel() && crossing.operator() == Operator.AT_OR_BELOW ? "more" : "less")
              + " than what fires says)");
    }
  }

  /** The line with a direction; as it was written when nobody can tell one. */
  Crossing crossing() {
    Crossing written = condition.crossing();
    if (written.operator() != null) {
      return written;
    }
    return suggested()
        .or(() -> draft.confirmed() ? Optional.of(Operator.AT_OR_ABOVE) : Optional.empty())
        .map(direction -> written.toward(direction, condition.comparison()))
        .orElse(written);
  }

  /** What its author may not have meant. */
  List<String> warnings() {
    Operator direction = crossing().operator();
    if (condition.metric() == AlertMetric.JUDGE_AGREEMENT) {
      return direction == Operator.AT_OR_ABOVE
          ? List.of("this fires when the judges agree: most want fires: at or below, or falls by")
          : List.of();
    }
    Optional<Operator> usual = suggested();
    if (direction == null || usual.isEmpty() || usual.get() == direction) {
      return List.of();
    }
    return List.of(
        outcome().orElse("")
            + " is a "
            + sentiment().map(Words::of).orElse("")
            + " outcome, and this fires when there is "
            + (direction == Operator.AT_OR_ABOVE ? "much" : "little")
            + " of it: most want fires: "
            + (isLevel()
                ? (usual.get() == Operator.AT_OR_ABOVE ? "at or above" : "at or below")
                : (usual.get() == Operator.AT_OR_ABOVE ? "rises by" : "falls by")));
  }

  private void refuseMetric() {
    boolean isBinary = signal.getType() == SignalType.BINARY;
    if (condition.metric() == AlertMetric.TRUE_RATE && !isBinary) {
      problem(
          "metric",
          "true_rate (expected: value_share, value_count or label_volume, as "
              + draft.signal()
              + " is not binary)");
    } else if (OF_A_VALUE.contains(condition.metric()) && isBinary) {
      problem(
          "metric",
          Words.of(condition.metric())
              + " (expected: true_rate or label_volume, as "
              + draft.signal()
              + " is binary)");
    } else if (condition.metric() == AlertMetric.JUDGE_AGREEMENT && !isCascade()) {
      problem(
          "metric",
          "judge_agreement (expected: a signal with judge: cascade, as only there one judge checks"
              + " the other)");
    }
  }

  private boolean isCascade() {
    return new SignalHistory(signal).version().getJudge() == JudgeKind.CASCADE;
  }

  private void refuseValue() {
    List<OutcomeSentiment> outcomes = sentiments();
    String value = condition.value();
    if (value != null
        && signal.getType() == SignalType.STRING
        && outcomes.stream().noneMatch(outcome -> outcome.getOutcome().equals(value))) {
      problem(
          "value",
          value
              + " is no outcome (expected: "
              + outcomes.stream()
                  .map(OutcomeSentiment::getOutcome)
                  .collect(Collectors.joining(", "))
              + ")");
    }
  }

  private void refuseNoDirection() {
    String up = isLevel() ? "at or above" : "rises by";
    String down = isLevel() ? "at or below" : "falls by";
    String why =
        sentiment().isPresent()
            ? outcome().orElse("") + " is neutral, so nobody can tell which way is bad"
            : "nobody can tell which way is bad";
    problem(
        "fires",
        why
            + " (expected: "
            + up
            + " or "
            + down
            + ", or a yes to "
            + up
            + ": --yes, or the parameter confirm=true)");
  }

  /** Bad is much of what is negative, and little of what is positive. */
  private Optional<Operator> suggested() {
    if (condition.metric() == AlertMetric.JUDGE_AGREEMENT) {
      return Optional.of(Operator.AT_OR_BELOW);
    }
    return sentiment()
        .filter(sentiment -> sentiment != Sentiment.NEUTRAL)
        .map(
            sentiment ->
                sentiment == Sentiment.NEGATIVE ? Operator.AT_OR_ABOVE : Operator.AT_OR_BELOW);
  }

  private Optional<Sentiment> sentiment() {
    return outcome()
        .flatMap(
            outcome ->
                sentiments().stream()
                    .filter(one -> one.getOutcome().equals(outcome))
                    .map(OutcomeSentiment::getSentiment)
                    .findFirst());
  }

  private Optional<String> outcome() {
    return condition.metric() == AlertMetric.TRUE_RATE
        ? Optional.of("true")
        : Optional.ofNullable(condition.value());
  }

  private List<OutcomeSentiment> sentiments() {
    return new SignalHistory(signal).version().getSentiments();
  }

  private boolean isLevel() {
    return condition.comparison() == Comparison.ABSOLUTE;
  }

  private void problem(String field, String message) {
    problems.add(draft.place().problem(field, message));
  }
}
