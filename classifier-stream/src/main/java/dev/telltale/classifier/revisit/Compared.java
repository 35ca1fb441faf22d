// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.label.Kappa;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.JudgeAgreement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;

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
    List<Kappa.Pair> pairs = new ArrayList<>();
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
      pairs.add(new Kappa.Pair(person.getValue().orElse(""), answer.getValue().orElse("")));
      (person.getValue().equals(answer.getValue()) ? alike : unlike).add(person.getLabelId());
    }
    OptionalDouble kappa = Kappa.of(pairs);
    JudgeAgreement agreement =
        JudgeAgreement.newBuilder()
            .setTruth(PEOPLE)
            .setCompared(alike.size() + unlike.size())
            .setAgreed(alike.size())
            .setUndecided(undecided)
            .setKappa(kappa.isPresent() ? kappa.getAsDouble() : null)
            .setJudge(String.join(" + ", judges))
            .build();
    return new Compared(agreement, List.copyOf(alike), List.copyOf(unlike));
  }
}
