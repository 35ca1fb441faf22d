// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static dev.telltale.alert.evaluate.OnePartition.START;
import static dev.telltale.alert.evaluate.Some.label;
import static dev.telltale.alert.evaluate.Some.rateRule;
import static dev.telltale.alert.evaluate.Some.silenceRule;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of a rule: when it is evaluated, and what goes out. */
class EvaluateTopologyTest {
  private final OnePartition partition = new OnePartition();

  @AfterEach
  void close() {
    partition.close();
  }

  @Test
  void aRuleFiresHalfAMinuteAfterTheWindowThatCrossedTheLine() {
    AlertRule rule = rateRule().build();
    partition.put(rule);
    partition.pass(ofSeconds(10));
    partition.appendAll("t", 3, true);
    partition.appendAll("f", 7, false);

    partition.pass(ofSeconds(79));
    assertThat(partition.events()).isEmpty();
    partition.pass(ofSeconds(2));

    AlertEvent event = partition.onlyEvent();
    assertThat(event.getTransition()).isEqualTo(Transition.FIRED);
    assertThat(event.getRule()).isEqualTo(rule);
    assertThat(event.getObserved()).contains(0.3);
    assertThat(event.getWindow().getFrom()).isEqualTo(START.minus(ofMinutes(4)));
    assertThat(event.getWindow().getTo()).isEqualTo(START.plus(ofMinutes(1)));
    assertThat(event.getWindow().getLabels()).isEqualTo(10);
    assertThat(event.getWindow().getMatching()).isEqualTo(3);
    assertThat(event.getIntervalLow().orElseThrow()).isCloseTo(0.1078, within(1e-4));
    assertThat(event.getIntervalHigh().orElseThrow()).isCloseTo(0.6032, within(1e-4));
    assertThat(event.getEvidence()).containsExactly("t2", "t1", "t0");
    assertThat(event.getNotify()).isTrue();
    assertThat(event.getTriggeredAt()).isBetween(START.plusSeconds(90), START.plusSeconds(91));
    assertThat(partition.state(rule).getState())
        .isEqualTo(new Firing(START.plus(ofMinutes(1)), true));
  }

  @Test
  void theIdOfAnEventIsAHashOfAlertRevisionWindowEndAndTransition() {
    // printf 'shop/support/frustrated/too-many\0001\0001772366460000\000FIRED' | sha256sum
    assertThat(
            AlertEvents.id(
                rateRule().build(), Transition.FIRED, START.plus(ofMinutes(1)).toEpochMilli()))
        .isEqualTo("f5805c20cdddb47399e9fd44c2170b37");
  }

  @Test
  void aRuleThatFiresTellsItOnceHoweverLongItLasts() {
    partition.put(rateRule().build());
    for (int minute = 0; minute < 10; minute++) {
      partition.appendAll("t" + minute + "-", 5, true);
      partition.pass(ofMinutes(1));
    }

    assertThat(partition.events())
        .extracting(AlertEvent::getTransition)
        .containsExactly(Transition.FIRED);
  }

  @Test
  void aRuleThatRecoversSaysSo() {
    AlertRule rule = rateRule().build();
    partition.put(rule);
    partition.appendAll("t", 5, true);
    partition.pass(ofMinutes(3));
    partition.appendAll("f", 50, false);
    partition.pass(ofMinutes(2));

    assertThat(partition.events())
        .extracting(AlertEvent::getTransition, AlertEvent::getNotify)
        .containsExactly(tuple(Transition.FIRED, true), tuple(Transition.RECOVERED, true));
    assertThat(partition.state(rule).getState()).isEqualTo(new Ok());
  }

  @Test
  void aLineOfRecoveryKeepsARuleFiringUntilItIsPassed() {
    AlertRule rule = rateRule().setRecoveryThreshold(0.1).build();
    partition.put(rule);
    partition.appendAll("t", 5, true);
    partition.appendAll("f", 5, false);
    partition.pass(ofMinutes(2));
    partition.appendAll("g", 15, false);
    partition.pass(ofMinutes(2));
    assertThat(partition.state(rule).getState()).isInstanceOf(Firing.class);

    partition.appendAll("h", 60, false);
    partition.pass(ofMinutes(2));

    assertThat(partition.state(rule).getState()).isEqualTo(new Ok());
  }

  @Test
  void whenTrafficStopsTheWindowsGoOn() {
    AlertRule rule = silenceRule().build();
    partition.append(label("last", true));
    partition.pass(ofMinutes(1));
    partition.put(rule);
    partition.pass(ofMinutes(4));
    assertThat(partition.events()).isEmpty();

    partition.pass(ofMinutes(2));

    AlertEvent event = partition.onlyEvent();
    assertThat(event.getObserved()).contains(0.0);
    assertThat(event.getWindow().getTo()).isEqualTo(START.plus(ofMinutes(6)));
    assertThat(event.getIntervalLow()).isEmpty();
  }

  @Test
  void aRuleForASignalThatNeverHadALabelIsEvaluated() {
    AlertRule rule = silenceRule().build();
    partition.put(rule);

    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getTransition()).isEqualTo(Transition.FIRED);
  }

  @Test
  void aRateWithoutLabelsIsNoDataAndNotZero() {
    AlertRule rule = rateRule().setOperator(Operator.AT_OR_BELOW).setThreshold(0.5).build();
    partition.put(rule);

    partition.pass(ofMinutes(3));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getState()).isInstanceOf(NoData.class);
    assertThat(partition.state(rule).getObserved()).isEmpty();
  }

  @Test
  void fewerLabelsThanTheRuleWantsAreNoData() {
    AlertRule rule = rateRule().setMinLabels(20).build();
    partition.put(rule);
    partition.appendAll("t", 19, true);
    partition.pass(ofMinutes(2));
    assertThat(partition.state(rule).getState()).isInstanceOf(NoData.class);

    partition.append(label("t19", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.state(rule).getState()).isInstanceOf(Firing.class);
  }

  @Test
  void aRuleThatFiresKeepsFiringWhenLabelsGetFew() {
    AlertRule rule = rateRule().setMinLabels(5).build();
    partition.put(rule);
    partition.appendAll("t", 5, true);
    partition.pass(ofMinutes(20));

    assertThat(partition.events()).hasSize(1);
    assertThat(partition.state(rule).getState()).isInstanceOf(Firing.class);
    assertThat(partition.state(rule).getObserved()).isEmpty();
  }

  @Test
  void aPartitionWithoutRulesAndLabelsGetsNoTicks() {
    partition.pass(ofMinutes(5));

    assertThat(partition.ticks()).isZero();
  }

  @Test
  void aQuietPartitionGetsOneTickForEachWindow() {
    partition.put(rateRule().build());
    partition.pass(ofMinutes(10));

    assertThat(partition.ticks()).isBetween(10, 11);
  }

  @Test
  void chartsWithoutRulesMoveUntilTheyAreAtZero() {
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));
    assertThat(partition.metrics.rolling)
        .extracting(rolling -> rolling.window(), rolling -> rolling.counts().labels())
        .containsExactlyInAnyOrder(tuple(ofHours(1), 1L), tuple(ofHours(24), 1L));
    partition.sleep(ofHours(2));
    partition.pass(ofMinutes(2));
    assertThat(partition.metrics.rolling)
        .extracting(rolling -> rolling.window(), rolling -> rolling.counts().labels())
        .containsExactlyInAnyOrder(tuple(ofHours(1), 0L), tuple(ofHours(24), 1L));
    partition.sleep(ofHours(22));
    partition.pass(ofMinutes(2));
    assertThat(partition.metrics.rolling).isEmpty();
    partition.ticks();

    partition.pass(ofMinutes(10));

    assertThat(partition.ticks()).isZero();
  }
}
