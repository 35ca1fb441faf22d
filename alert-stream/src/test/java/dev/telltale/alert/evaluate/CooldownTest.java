// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static dev.telltale.alert.evaluate.OnePartition.START;
import static dev.telltale.alert.evaluate.Some.label;
import static dev.telltale.alert.evaluate.Some.rateRule;
import static dev.telltale.alert.evaluate.Some.volumeRule;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.alert.evaluate.EvaluateMetrics.Result;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.CoolingDown;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Transition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a rule is silent, and what an edit makes of it. */
class CooldownTest {
  private final OnePartition partition = new OnePartition();

  @AfterEach
  void close() {
    partition.close();
  }

  @Test
  void aRuleInCooldownStaysSilentUntilItEnds() {
    AlertRule rule = volumeRule(1).setCooldownMs(ofMinutes(15).toMillis()).build();
    partition.put(rule);
    partition.append(label("t0", true));
    partition.pass(ofMinutes(8));
    assertThat(partition.state(rule).getState())
        .isEqualTo(new CoolingDown(START.plus(ofMinutes(16))));
    partition.append(label("t1", true));
    partition.pass(ofMinutes(7));
    assertThat(partition.events())
        .extracting(AlertEvent::getTransition, AlertEvent::getNotify)
        .containsExactly(
            tuple(Transition.FIRED, true),
            tuple(Transition.RECOVERED, true),
            tuple(Transition.FIRED, false),
            tuple(Transition.RECOVERED, false));

    partition.pass(ofMinutes(3));
    assertThat(partition.state(rule).getState()).isEqualTo(new Ok());
    partition.append(label("t2", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getNotify()).isTrue();
  }

  @Test
  void aRuleThatIsStillBadWhenItsCooldownEndsStaysSilent() {
    partition.put(volumeRule(1).setCooldownMs(ofMinutes(15).toMillis()).build());
    partition.append(label("t0", true));
    partition.pass(ofMinutes(8));
    for (int minute = 0; minute < 15; minute++) {
      partition.append(label("u" + minute, true));
      partition.pass(ofMinutes(1));
    }

    assertThat(partition.events())
        .extracting(AlertEvent::getTransition, AlertEvent::getNotify)
        .containsExactly(
            tuple(Transition.FIRED, true),
            tuple(Transition.RECOVERED, true),
            tuple(Transition.FIRED, false));
  }

  @Test
  void anEditedRuleStartsAnewAndForgetsItsCooldown() {
    AlertRule rule = volumeRule(1).setCooldownMs(ofHours(1).toMillis()).build();
    partition.put(rule);
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));
    partition.put(AlertRule.newBuilder(rule).setRevision(2).build());
    partition.pass(ofMinutes(1));

    assertThat(partition.events())
        .extracting(event -> event.getRule().getRevision(), AlertEvent::getNotify)
        .containsExactly(tuple(1, true), tuple(2, true));
  }

  @Test
  void anEditedRuleThatIsWellSaysNothing() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));
    partition.events();
    partition.put(AlertRule.newBuilder(rule).setRevision(2).setThreshold(5).build());
    partition.pass(ofMinutes(1));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getState()).isEqualTo(new Ok());
    assertThat(partition.state(rule).getRevision()).isEqualTo(2);
  }

  @Test
  void theStateOfADisabledRuleIsTakenAway() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));
    assertThat(partition.hasState(rule)).isTrue();
    partition.put(AlertRule.newBuilder(rule).setRevision(2).setEnabled(false).build());
    partition.pass(ofMinutes(2));

    assertThat(partition.hasState(rule)).isFalse();
    assertThat(partition.metrics.states).isEmpty();
  }

  @Test
  void aRuleThatAsksForWhatDoesNotExistIsCountedAndLeftAlone() {
    AlertRule rule = rateRule().setMetric(AlertMetric.VALUE_SHARE).build();
    partition.put(rule);
    partition.pass(ofMinutes(2));

    assertThat(partition.metrics.evaluations).isNotEmpty().containsOnly(Result.UNSUPPORTED);
    assertThat(partition.hasState(rule)).isFalse();
  }

  @Test
  void aStateIsShownOnceAMinuteWhileNothingChanges() {
    try (OnePartition fast =
        new OnePartition(new Schedule(ofSeconds(10), ofSeconds(3), ofMinutes(5)), START)) {
      AlertRule rule = rateRule().setWindowMs(60_000).build();
      fast.put(rule);
      fast.pass(ofMinutes(10));
      fast.state(rule);

      assertThat(fast.statesWritten).hasSizeBetween(10, 12);
      assertThat(fast.metrics.evaluations).hasSizeBetween(58, 61);
    }
  }

  @Test
  void aShortWindowInAFastScheduleFiresSecondsAfterItsLabels() {
    try (OnePartition fast =
        new OnePartition(new Schedule(ofSeconds(10), ofSeconds(3), ofMinutes(5)), START)) {
      fast.put(rateRule().setWindowMs(60_000).setMinLabels(1).build());
      fast.pass(ofSeconds(5));
      fast.append(label("t", true));
      fast.pass(ofSeconds(9));

      AlertEvent event = fast.onlyEvent();
      assertThat(event.getWindow().getTo()).isEqualTo(START.plusSeconds(10));
    }
  }
}
