// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.CanarySet;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparedTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void agreementKappaAndTheLabelsOnEachSideAreCounted() {
    List<Label> people = new ArrayList<>();
    List<Label> answers = new ArrayList<>();
    // Both true 20, judge alone 5, people alone 10, both false 15: Cohen's kappa is 0.4.
    pairs(people, answers, "true", "true", 20);
    pairs(people, answers, "false", "true", 5);
    pairs(people, answers, "true", "false", 10);
    pairs(people, answers, "false", "false", 15);

    Compared compared = Compared.of(people, answers);

    assertThat(compared.agreement().getCompared()).isEqualTo(50);
    assertThat(compared.agreement().getAgreed()).isEqualTo(35);
    assertThat(compared.agreement().getKappa().orElseThrow()).isCloseTo(0.4, within(1e-12));
    assertThat(compared.agreement().getJudge()).isEqualTo("openai/small");
    assertThat(compared.alike()).hasSize(35).contains("label-0");
    assertThat(compared.unlike()).hasSize(15).contains("label-20");
  }

  @Test
  void whatTheJudgeDidNotDecideIsNotCompared() {
    Label person = label(1, "true").build();
    Label undecided = verdict(1, "true").setOutcome(Outcome.FAILED).setValue(null).build();

    Compared compared = Compared.of(List.of(person), List.of(undecided));

    assertThat(compared.agreement().getCompared()).isZero();
    assertThat(compared.agreement().getUndecided()).isEqualTo(1);
    assertThat(compared.agreement().getKappa()).isEmpty();
    assertThat(compared.alike()).isEmpty();
    assertThat(compared.unlike()).isEmpty();
  }

  @Test
  void theSetIsTheNewestLabelOfEachTargetThatTheVersionCanGive() {
    List<Label> said = new ArrayList<>();
    for (int target = 0; target < 120; target++) {
      said.add(label(target, "false").setDecidedAt(NOON.plusSeconds(target)).build());
    }
    said.add(label(119, "true").setLabelId("newer").setDecidedAt(NOON.plusSeconds(500)).build());
    said.add(label(118, "maybe").setDecidedAt(NOON.plusSeconds(500)).build());
    said.add(verdict(500, "true").build());

    CanarySet set = CanarySet.of(said, List.of("true", "false"));

    assertThat(set.labels()).hasSize(CanarySet.MOST);
    assertThat(set.labels().get(0).getLabelId()).isEqualTo("newer");
    assertThat(set.labels())
        .extracting(Label::getTargetId)
        .doesNotContain("target-118", "target-500", "target-18")
        .contains("target-19");
    assertThat(CanarySet.of(said.subList(0, 9), List.of("false")).isEnough()).isFalse();
    assertThat(CanarySet.of(said.subList(0, 10), List.of("false")).isEnough()).isTrue();
  }

  private static void pairs(
      List<Label> people, List<Label> answers, String person, String judge, int count) {
    for (int i = 0; i < count; i++) {
      int target = people.size();
      people.add(label(target, person).build());
      answers.add(verdict(target, judge).build());
    }
  }

  private static Label.Builder verdict(int target, String value) {
    return label(target, value)
        .setOrigin(Origin.PREVIEW)
        .setJudgeProvider("openai")
        .setJudgeModel("small");
  }

  private static Label.Builder label(int target, String value) {
    return Label.newBuilder()
        .setLabelId("label-" + target)
        .setProject("default")
        .setAgent("support")
        .setSignal("annoyed")
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.SESSION)
        .setTargetId("target-" + target)
        .setSessionId("target-" + target)
        .setRevision(1)
        .setTargetStart(NOON)
        .setTargetEnd(NOON)
        .setOrigin(Origin.HUMAN)
        .setOutcome(Outcome.LABELLED)
        .setValue(value)
        .setJudgeProvider("human")
        .setJudgeModel("")
        .setDecidedAt(NOON);
  }
}
