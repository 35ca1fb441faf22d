// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import static dev.telltale.control.canary.SomeCanaries.JUDGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String GOOD = "++++++++++++++++++++" + "+++++++++++++++++---";
  private static final String FALLEN = "++++++++++++++++++++" + "----------------+++-";

  @Test
  void aFallBeyondTheIntervalFiresOnceAndItsEndIsTold() {
    List<Drift.Step> steps = of(GOOD, GOOD, FALLEN, FALLEN, FALLEN, GOOD, GOOD);

    assertThat(steps)
        .extracting(Drift.Step::transition)
        .containsExactly(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Transition.FIRED),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Transition.RECOVERED),
            Optional.empty());
    Drift.Comparison held = steps.get(2).comparison().orElseThrow();
    assertThat(held.shared()).isEqualTo(40);
    assertThat(held.before()).isEqualTo(37);
    assertThat(held.now()).isEqualTo(23);
    // 16 turned wrong and 2 turned right: P(X >= 16), X ~ Bin(18, 1/2) = 172 / 2^18.
    assertThat(held.pValue()).isCloseTo(172 / 262_144.0, within(1e-12));
  }

  @Test
  void aJudgeThatStaysBadIsNeverItsOwnMeasure() {
    List<String> runs = new ArrayList<>(List.of(GOOD, GOOD));
    for (int day = 0; day < 40; day++) {
      runs.add(FALLEN);
    }

    assertThat(of(runs.toArray(String[]::new))).last().matches(Drift.Step::fallen);
  }

  @Test
  void aSlowDeclineIsHeldAgainstAWeekAndNotAgainstYesterday() {
    List<String> runs = new ArrayList<>();
    for (int wrong = 0; wrong <= 20; wrong++) {
      runs.add("-".repeat(wrong) + "+".repeat(60 - wrong));
    }

    assertThat(of(runs.toArray(String[]::new)))
        .extracting(Drift.Step::transition)
        .contains(Optional.of(Transition.FIRED));
  }

  @Test
  void aFewLabelsThatTurnEitherWayAreNoFall() {
    assertThat(of("++++++++++", "+++++++---")).last().matches(step -> !step.fallen());
    assertThat(of(GOOD, "---" + GOOD.substring(3))).last().matches(step -> !step.fallen());
  }

  @Test
  void aJudgeThatTossesCoinsOnDoubtfulTargetsRaisesNoAlarm() {
    Random chance = new Random(5);
    int fired = 0;
    for (int year = 0; year < 10; year++) {
      String[] runs = new String[365];
      for (int day = 0; day < runs.length; day++) {
        StringBuilder right = new StringBuilder("+".repeat(70));
        for (int i = 0; i < 20; i++) {
          right.append(chance.nextBoolean() ? '+' : '-');
        }
        runs[day] = right.toString();
      }
      fired +=
          (int)
              of(runs).stream()
                  .filter(step -> step.transition().equals(Optional.of(Transition.FIRED)))
                  .count();
    }
    assertThat(fired).as("in ten years").isLessThanOrEqualTo(20);
  }

  @Test
  void labelsThatPeopleMadeAnewAreAFreshStart() {
    String anew = " ".repeat(GOOD.length()) + "----------++++++++++";

    assertThat(of(GOOD, GOOD, FALLEN, anew, anew))
        .extracting(Drift.Step::transition)
        .endsWith(
            Optional.of(Transition.FIRED), Optional.of(Transition.RECOVERED), Optional.empty());
  }

  @Test
  void oneWhoseJudgeHardlyAnsweredSaysNothing() {
    List<Drift.Step> steps = of(GOOD, "---", FALLEN);

    assertThat(steps).hasSize(2).last().matches(Drift.Step::fallen);
  }

  @Test
  void theEventSaysWhatItWasDecidedFromAndIsTheSameHoweverOftenItIsMade() {
    List<CanaryRun> runs =
        List.of(
            SomeCanaries.ended("a", 2, NOON, JUDGE, GOOD),
            SomeCanaries.ended("b", 3, NOON.plusSeconds(900), "openai/large", FALLEN));
    AlertEvent event = event(runs);

    assertThat(event.getTransition()).isEqualTo(Transition.FIRED);
    assertThat(AlertId.of(event.getRule()).text())
        .isEqualTo("default/_telltale/drift/support.annoyed");
    assertThat(event.getObserved()).hasValue(23 / 40.0);
    assertThat(event.getPrior()).hasValue(37 / 40.0);
    assertThat(event.getRule().getThreshold()).isCloseTo(0.80, within(0.01));
    assertThat(event.getWindow().getVersions()).containsExactly(3);
    assertThat(event.getWindow().getJudge()).isEqualTo("openai/large");
    assertThat(event.getPriorWindow().orElseThrow().getJudge()).isEqualTo(JUDGE);
    assertThat(event(runs)).isEqualTo(event);
    assertThat(event.getEventId()).hasSize(32);
  }

  private static AlertEvent event(List<CanaryRun> runs) {
    List<Drift.Step> steps = Drift.of(runs);
    return DriftEvents.of(steps.get(steps.size() - 1), Duration.ofDays(1)).orElseThrow();
  }

  private static List<Drift.Step> of(String... right) {
    List<CanaryRun> runs = new ArrayList<>();
    for (int day = 0; day < right.length; day++) {
      runs.add(
          SomeCanaries.ended("run-" + day, 1, NOON.plus(Duration.ofDays(day)), JUDGE, right[day]));
    }
    return Drift.of(runs);
  }
}
