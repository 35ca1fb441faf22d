// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.JudgeAgreement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A judge's answers against people's labels of the same targets. Pure.
 *
 * @param agreement where people are taken for true
 * @param alike the ids of people's labels that the judge gave too
 * @param unlike the ids of those that it did not give
 */
record Compared(JudgeAgreement agreement, List<String> alike, List<String> unlike) {
  private static final String PEOPLE = "human";

  /**
   * Compares.
   *
   * @param people one label a target
   * @param answers one verdict a target, of one version
   */
  static Compared of(Collection<Label> people, Collection<Label> answers) {
    Map<String, Label> byTarget = new HashMap<>();
    answers.forEach(answer -> byTarget.put(answer.getTargetId(), answer));
    List<String> alike = new ArrayList<>();
    List<String> unlike = new ArrayList<>();
    Map<String, Integer> said = new HashMap<>();
    Map<String, Integer> judged = new HashMap<>();
    TreeSet<String> judges = new TreeSet<>();
    int undecided = 0;
    for (Label person : people) {
      Label answer = byTarget.get(person.getTargetId());
      if (answer == null) {
        continue;
      }
      if (answer.getOutcome() != Outcome.LABELLED) {
        undecided++;
        continue;
      }
      judges.add(answer.getJudgeProvider() + '/' + answer.getJudgeModel());
      said.merge(person.getValue().orElse(""), 1, Integer::sum);
      judged.merge(answer.getValue().orElse(""), 1, Integer::sum);
      (person.getValue().equals(answer.getValue()) ? alike : unlike).add(person.getLabelId());
    }
    JudgeAgreement agreement =
        JudgeAgreement.newBuilder()
            .setTruth(PEOPLE)
            .setCompared(alike.size() + unlike.size())
            .setAgreed(alike.size())
            .setUndecided(undecided)
            .setKappa(kappa(alike.size(), alike.size() + unlike.size(), said, judged))
            .setJudge(String.join(" + ", judges))
            .build();
    return new Compared(agreement, List.copyOf(alike), List.copyOf(unlike));
  }

  /**
   * Cohen's: (p_o − p_e) / (1 − p_e), with p_e what chance gives when both give their values as
   * often as they did; absent without a pair, and where p_e is 1.
   *
   * @see <a href="https://doi.org/10.1177/001316446002000104">J. Cohen, A Coefficient of Agreement
   *     for Nominal Scales, Educational and Psychological Measurement 20 (1960), 37–46</a>
   */
  private static @Nullable Double kappa(
      int alike, int pairs, Map<String, Integer> said, Map<String, Integer> judged) {
    long byChance = 0;
    for (Map.Entry<String, Integer> value : said.entrySet()) {
      byChance += (long) value.getValue() * judged.getOrDefault(value.getKey(), 0);
    }
    // In whole numbers until the end: whether chance alone explains all must not hang on rounding.
    long all = (long) pairs * pairs;
    return byChance == all
        ? null
        : Double.valueOf((double) ((long) alike * pairs - byChance) / (double) (all - byChance));
  }
}
