// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One signal's verdicts, counted.
 *
 * @param signal project/agent/signal, without the project
 * @param scope span, trace or session
 * @param values how many labels have each value
 * @param noAnswer how many verdicts are none, by reason
 * @param agreeing conversations whose labels agree with the truth
 * @param compared conversations with a label and a known truth
 */
record Tally(
    String signal,
    String scope,
    Map<String, Integer> values,
    Map<String, Integer> noAnswer,
    int agreeing,
    int compared) {
  int labels() {
    return values.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** One tally a signal, in alphabetical order. */
  static List<Tally> of(Collection<Label> verdicts, Map<String, Map<String, String>> truth) {
    Map<String, List<Label>> bySignal = new TreeMap<>();
    for (Label label : verdicts) {
      bySignal
          .computeIfAbsent(label.getAgent() + "/" + label.getSignal(), s -> new ArrayList<>())
          .add(label);
    }
    List<Tally> tallies = new ArrayList<>();
    bySignal.forEach((signal, labels) -> tallies.add(of(signal, labels, truth)));
    return tallies;
  }

  private static Tally of(
      String signal, List<Label> verdicts, Map<String, Map<String, String>> truth) {
    Map<String, Integer> values = new TreeMap<>();
    Map<String, Integer> noAnswer = new TreeMap<>();
    Map<String, List<String>> bySession = new HashMap<>();
    for (Label label : verdicts) {
      if (label.getOutcome() == Outcome.LABELLED) {
        values.merge(label.getValue().orElse(""), 1, Integer::sum);
        label
            .getSessionId()
            .ifPresent(
                s ->
                    bySession
                        .computeIfAbsent(s, x -> new ArrayList<>())
                        .add(label.getValue().orElse("")));
      } else {
        noAnswer.merge(label.getReason().orElse(""), 1, Integer::sum);
      }
    }
    int agreeing = 0;
    int compared = 0;
    String name = verdicts.get(0).getSignal();
    for (Map.Entry<String, List<String>> session : bySession.entrySet()) {
      Optional<String> expected =
          Optional.ofNullable(truth.get(session.getKey())).map(t -> t.get(name));
      if (expected.isPresent()) {
        compared++;
        agreeing += ofConversation(session.getValue()).equals(expected.get()) ? 1 : 0;
      }
    }
    String scope = verdicts.get(0).getScope().name().toLowerCase(java.util.Locale.ROOT);
    return new Tally(signal, scope, values, noAnswer, agreeing, compared);
  }

  /**
   * The truth is known of whole conversations: true when it is true of any part, else the last
   * value.
   */
  private static String ofConversation(List<String> values) {
    return values.contains("true") ? "true" : values.get(values.size() - 1);
  }
}
