// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static dev.telltale.alert.evaluate.OnePartition.START;
import static dev.telltale.alert.evaluate.Some.label;
import static dev.telltale.alert.evaluate.Some.rateRule;
import static dev.telltale.alert.evaluate.Some.surgeRule;
import static dev.telltale.alert.evaluate.Some.volumeRule;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoBaseline;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Significance;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.Unknown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules that compare with the window before, and what holds them back. */
class ChangesTest {
  private final OnePartition partition = new OnePartition();

  @AfterEach
  void close() {
    partition.close();
  }

  @Test
  void aRiseAgainstTheWindowBeforeFiresWithBothWindows() {
    AlertRule rule = rateRule().setComparison(Comparison.PERCENT_CHANGE).setThreshold(50).build();
    partition.put(rule);
    partition.appendAll("a", 2, true);
    partition.appendAll("b", 8, false);
    partition.pass(ofMinutes(5));
    assertThat(partition.state(rule).getState()).isInstanceOf(NoBaseline.class);
    partition.appendAll("c", 4, true);
    partition.appendAll("d", 6, false);
    partition.pass(ofMinutes(2));

    AlertEvent event = partition.onlyEvent();
    assertThat(event.getTransition()).isEqualTo(Transition.FIRED);
    assertThat(event.getObserved()).contains(100.0);
    assertThat(event.getLevel()).contains(0.4);
    assertThat(event.getPrior()).contains(0.2);
    assertThat(event.getWindow().getMatching()).isEqualTo(4);
    assertThat(event.getPriorWindow().orElseThrow().getTo()).isEqualTo(event.getWindow().getFrom());
    assertThat(event.getPriorWindow().orElseThrow().getMatching()).isEqualTo(2);
    assertThat(event.getPriorLow().orElseThrow()).isBetween(0.05, 0.06);
    assertThat(event.getWindow().getVersions()).containsExactly(1);
    assertThat(event.getEvidence()).containsExactly("c3", "c2", "c1", "c0");
    AlertState state = partition.state(rule);
    assertThat(state.getObserved()).contains(100.0);
    assertThat(state.getLevel()).contains(0.4);
    assertThat(state.getPrior()).contains(0.2);
    assertThat(state.getIntervalLow()).isEqualTo(event.getIntervalLow());
    assertThat(state.getLabels()).isEqualTo(10);
    assertThat(state.getVerdicts()).isEqualTo(10);
    assertThat(state.getLastFiredAt()).contains(event.getWindow().getTo());
  }

  @Test
  void aChangeFiresOnlyAfterItWasSignificantOftenEnough() {
    AlertRule rule =
        rateRule()
            .setComparison(Comparison.PERCENT_CHANGE)
            .setThreshold(20)
            .setSignificance(new Significance(0.999, 3))
            .build();
    partition.put(rule);
    partition.appendAll("a", 20, true);
    partition.appendAll("b", 180, false);
    partition.pass(ofMinutes(5));
    partition.appendAll("c", 100, true);
    partition.appendAll("d", 100, false);
    partition.pass(ofMinutes(1).plusSeconds(35));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getHeld()).isEqualTo(1);
    assertThat(partition.state(rule).getHeldBack())
        .contains("significant in 1 of 3 evaluations that have to be so in a row");
    partition.pass(ofMinutes(1));
    assertThat(partition.events()).isEmpty();
    partition.pass(ofMinutes(1));
    assertThat(partition.onlyEvent().getPValue().orElseThrow()).isLessThan(1e-9);
    assertThat(partition.state(rule).getHeldBack()).isEmpty();
  }

  @Test
  void aChangeThatMayBeChanceDoesNotFireAndSaysWhy() {
    AlertRule rule =
        rateRule()
            .setComparison(Comparison.PERCENT_CHANGE)
            .setThreshold(20)
            .setSignificance(new Significance(0.999, 1))
            .build();
    partition.put(rule);
    partition.appendAll("a", 2, true);
    partition.appendAll("b", 8, false);
    partition.pass(ofMinutes(5));
    partition.appendAll("c", 4, true);
    partition.appendAll("d", 6, false);
    partition.pass(ofMinutes(3));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getState()).isEqualTo(new Ok());
    assertThat(partition.state(rule).getHeldBack().orElseThrow())
        .startsWith("not significant: p is 0.329")
        .endsWith("(wanted: at most 0.001)");
  }

  @Test
  void aFallOfTheVolumeIsHeldBackWhileAJudgeWasOutOfReach() {
    AlertRule rule = surgeRule(-50).setOperator(Operator.AT_OR_BELOW).build();
    partition.put(rule);
    partition.appendAll("a", 20, true);
    partition.pass(ofMinutes(5));
    partition.outageAt(partition.now());
    partition.pass(ofMinutes(3));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getHeldBack())
        .contains(
            "the judge's provider acme was out of reach, last seen so at 2026-03-01 12:05:00 UTC;"
                + " changes of counts wait until both windows are clear of that");
    assertThat(partition.state(rule).getObserved()).contains(-100.0);
  }

  @Test
  void afterAnOutageTheVolumeIsWatchedAgain() {
    AlertRule rule = surgeRule(-50).setOperator(Operator.AT_OR_BELOW).build();
    partition.put(rule);
    partition.outageAt(partition.now());
    partition.pass(ofMinutes(6));
    partition.appendAll("a", 20, true);
    partition.pass(ofMinutes(8));

    assertThat(partition.onlyEvent().getTransition()).isEqualTo(Transition.FIRED);
    assertThat(partition.state(rule).getHeldBack()).isEmpty();
  }

  @Test
  void anOutageDoesNotHoldBackLevelsAndRates() {
    partition.put(volumeRule(1).build());
    partition.put(rateRule().build());
    partition.outageAt(partition.now());
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.events()).hasSize(2);
  }

  @Test
  void aRuleThatFiresDoesNotRecoverThroughAnOutage() {
    AlertRule rule = surgeRule(50).build();
    partition.put(rule);
    partition.appendAll("a", 10, true);
    partition.pass(ofMinutes(5));
    partition.appendAll("b", 20, true);
    partition.pass(ofMinutes(2));
    assertThat(partition.onlyEvent().getTransition()).isEqualTo(Transition.FIRED);
    partition.outageAt(partition.now());
    partition.pass(ofMinutes(6));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getState()).isInstanceOf(Firing.class);
  }

  @Test
  void aNewRuleIsUnknownUntilItIsEvaluatedInTime() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.append(label("a", true));
    partition.sleep(ofHours(1));
    partition.tickAt(START.plus(ofMinutes(2)));

    assertThat(partition.state(rule).getState()).isEqualTo(new Unknown());
    assertThat(partition.state(rule).getStale()).isTrue();
  }

  @Test
  void anEditedRuleThatIsStaleIsUnknownAgain() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.append(label("a", true));
    partition.pass(ofMinutes(2));
    assertThat(partition.state(rule).getState()).isInstanceOf(Firing.class);
    partition.put(AlertRule.newBuilder(rule).setRevision(2).build());
    partition.sleep(ofHours(1));
    partition.tickAt(START.plus(ofMinutes(3)));

    assertThat(partition.state(rule).getState()).isEqualTo(new Unknown());
    assertThat(partition.state(rule).getRevision()).isEqualTo(2);
  }

  @Test
  void labelsOfTwoVersionsShowInTheEvent() {
    partition.put(volumeRule(2).build());
    partition.append(label("a", true));
    partition.append(Some.verdict("b", 3, 1).setValue("true").build());
    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getWindow().getVersions()).containsExactly(1, 3);
  }

  @Test
  void labelsThatAreReadTooLateFireThePipelinesOwnAlertAndRecoverIt() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.pass(ofMinutes(2));
    partition.sleep(ofHours(1));
    for (int minute = 0; minute < 50; minute++) {
      partition.appendAt(START.plus(ofMinutes(2 + minute)), label("t" + minute, true));
    }
    AlertEvent fired = partition.pipelineEvents().get(0);
    assertThat(fired.getTransition()).isEqualTo(Transition.FIRED);
    assertThat(fired.getRule().getAlert()).isEqualTo("labels-0");
    assertThat(fired.getRule().getProject()).isEqualTo("default");
    assertThat(fired.getObserved().orElseThrow()).isGreaterThan(3000);
    assertThat(fired.getNotify()).isTrue();

    partition.append(label("now", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.events())
        .extracting(AlertEvent::getTransition)
        .containsExactly(Transition.FIRED);
    assertThat(partition.pipelineEvents())
        .extracting(AlertEvent::getTransition, AlertEvent::getNotify)
        .containsExactly(tuple(Transition.RECOVERED, true));
  }

  @Test
  void aPartitionWithoutRulesHasNoPipelineAlert() {
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.metrics.states).isEmpty();
  }
}
