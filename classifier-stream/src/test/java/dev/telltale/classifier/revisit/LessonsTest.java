// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.signal.SignalScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LessonsTest {
  private static final List<String> OUTCOMES = List.of("true", "false");

  @Test
  void ofEachOutcomeTheSameShareIsHeldOutAndAlwaysTheSameTargets() {
    List<Lessons.Known> known = known(40, 110);
    Lessons lessons = Lessons.of(OUTCOMES, known, 100);
    Collections.shuffle(known, new Random(7));
    Lessons again = Lessons.of(OUTCOMES, known, 100);

    assertThat(lessons.heldOut()).hasSize(45);
    assertThat(lessons.heldOut()).filteredOn(one -> one.truth().equals("true")).hasSize(12);
    assertThat(lessons.taught()).hasSize(105).doesNotContainAnyElementsOf(lessons.heldOut());
    assertThat(again).isEqualTo(lessons);
  }

  @Test
  void tooFewAreRefusedWithWhatThereIs() {
    assertThatThrownBy(() -> Lessons.of(OUTCOMES, known(9, 200), 100))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("true 9, false 200 (expected: at least 100, and 10 of each outcome");
    assertThatThrownBy(() -> Lessons.of(OUTCOMES, known(20, 20), 100))
        .hasMessageContaining("true 20, false 20");
  }

  @Test
  void agreementIsCountedBesideWhatChanceGives() {
    HeldOut heldOut = new HeldOut(OUTCOMES);
    for (int i = 0; i < 20; i++) {
      heldOut.add("true", i < 15 ? "true" : "false");
      heldOut.add("false", i < 5 ? "true" : "false");
    }
    heldOut.add("true", null);

    assertThat(heldOut.kappa()).hasValue(0.5);
    assertThat(heldOut.line())
        .isEqualTo("agrees on 30 of 40 (75 %, 95 % interval 60 to 86 %), kappa 0.50, answers 98 %");
    assertThat(heldOut.byOutcome())
        .containsExactly(
            "true: precision 75 % (15 of 20), recall 75 % (15 of 20)",
            "false: precision 75 % (15 of 20), recall 75 % (15 of 20)");
    assertThat(heldOut.agreement("llm", "offline").getUndecided()).isEqualTo(1);
  }

  private static List<Lessons.Known> known(int positive, int negative) {
    List<Lessons.Known> known = new ArrayList<>();
    for (int i = 0; i < positive + negative; i++) {
      JudgeRequest request =
          JudgeRequest.newBuilder()
              .setProject("default")
              .setAgent("support")
              .setScope(SignalScope.SESSION)
              .setTargetId("session-" + i)
              .setRevision(1)
              .setTargetStart(Instant.EPOCH)
              .setTargetEnd(Instant.EPOCH)
              .setOrigin(Origin.LIVE)
              .setTranscript(new Transcript("transcript.v1", List.of(), false))
              .setSignals(List.of())
              .setDefinitionsOffset(0)
              .setRequestedAt(Instant.EPOCH)
              .build();
      known.add(new Lessons.Known(request, i < positive ? "true" : "false"));
    }
    return known;
  }
}
