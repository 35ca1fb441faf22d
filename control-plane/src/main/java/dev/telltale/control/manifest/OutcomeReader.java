// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a signal may answer: its labels, and the sentiment and the examples of each outcome.
 */
final class OutcomeReader {
  private static final Map<String, Sentiment> SENTIMENTS = Words.all(Sentiment.class);
  private static final List<String> BINARY = List.of("true", "false");
  private static final int FEWEST_LABELS = 2;
  private static final int MOST_LABELS = 10;
  private static final int LONGEST_LABEL = 64;
  private static final int MOST_EXAMPLES = 500;
  private static final int LONGEST_EXAMPLE = 4_000;

  private final Fields fields;
  private final SignalType type;

  OutcomeReader(Fields fields, SignalType type) {
    this.fields = fields;
    this.type = type;
  }

  /** The labels of a string signal, none for a binary one; null when they are wrong. */
  @Nullable List<String> labels() {
    Value field = fields.get("labels");
    if (type == SignalType.BINARY) {
      if (!field.isAbsent()) {
        field.problem("only for type: string");
      }
      return List.of();
    }
    fields.need("labels");
    List<Value> items = field.items(FEWEST_LABELS, MOST_LABELS);
    if (items == null) {
      return null;
    }
    List<String> labels = new ArrayList<>();
    for (Value item : items) {
      String label = item.word(LONGEST_LABEL);
      if (label != null && labels.contains(label)) {
        item.problem(label + " is given twice");
      } else if (label != null) {
        labels.add(label);
      }
    }
    return labels.size() == items.size() ? labels : null;
  }

  /** What the judge may answer. */
  List<String> outcomes(List<String> labels) {
    return type == SignalType.BINARY ? BINARY : labels;
  }

  /** A sentiment for each outcome, in their order. */
  List<OutcomeSentiment> sentiments(List<String> outcomes) {
    if (!fields.has("sentiments")) {
      return outcomes.stream()
          .map(outcome -> new OutcomeSentiment(outcome, usual(outcome, outcomes)))
          .toList();
    }
    Value field = fields.get("sentiments");
    Map<String, Value> given = field.entries();
    refuseOthers(given, outcomes);
    List<OutcomeSentiment> sentiments = new ArrayList<>();
    for (String outcome : outcomes) {
      Value value = given.get(outcome);
      Sentiment sentiment = value == null ? null : value.choice(SENTIMENTS);
      if (value == null) {
        field.problem(outcome + " is missing (expected: one for each of " + text(outcomes) + ")");
      } else if (sentiment == Sentiment.NEUTRAL && type == SignalType.BINARY) {
        value.problem("neutral (expected: positive or negative, as the signal is binary)");
      } else if (sentiment != null) {
        sentiments.add(new OutcomeSentiment(outcome, sentiment));
      }
    }
    refuseWithoutPositive(field, sentiments, outcomes);
    return sentiments;
  }

  /** Texts that stand for an outcome, in the order of the outcomes. */
  List<Example> examples(List<String> outcomes) {
    Map<String, Value> given = fields.get("examples").entries();
    refuseOthers(given, outcomes);
    List<Example> examples = new ArrayList<>();
    for (String outcome : outcomes) {
      Value value = given.get(outcome);
      List<Value> items = value == null ? null : value.items(0, MOST_EXAMPLES);
      for (Value item : items == null ? List.<Value>of() : items) {
        String text = item.text(LONGEST_EXAMPLE);
        if (text != null) {
          examples.add(new Example(outcome, text.strip()));
        }
      }
    }
    return examples;
  }

  /** For a yes-or-no question yes is bad news; of several labels the first is the good one. */
  private Sentiment usual(String outcome, List<String> outcomes) {
    boolean good =
        type == SignalType.BINARY ? outcome.equals("false") : outcomes.get(0).equals(outcome);
    return good ? Sentiment.POSITIVE : Sentiment.NEGATIVE;
  }

  private static void refuseOthers(Map<String, Value> given, List<String> outcomes) {
    given.forEach(
        (outcome, value) -> {
          if (!outcomes.contains(outcome)) {
            value.problem(
                Value.shown(outcome) + " is no outcome (expected: " + text(outcomes) + ")");
          }
        });
  }

  private void refuseWithoutPositive(
      Value field, List<OutcomeSentiment> sentiments, List<String> outcomes) {
    boolean whole = sentiments.size() == outcomes.size();
    if (whole && sentiments.stream().noneMatch(s -> s.getSentiment() == Sentiment.POSITIVE)) {
      field.problem("none is positive (expected: at least one)");
    }
  }

  private static String text(List<String> outcomes) {
    return String.join(", ", outcomes);
  }
}
