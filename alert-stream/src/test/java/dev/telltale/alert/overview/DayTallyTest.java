// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import dev.telltale.alert.notify.AlertText;
import dev.telltale.alert.notify.Message;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.alert.DigestCard;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DayTallyTest {
  private static final Day DAY = new Day(LocalDate.parse("2026-03-02"), ZoneOffset.UTC);
  private static final Instant TODAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant YESTERDAY = Instant.parse("2026-03-01T12:00:00Z");

  private final DayTally tally = new DayTally("shop", DAY);
  private int targets;

  @Test
  void theBiggestMoverComesFirst() {
    labels("calm", YESTERDAY, 10, 40);
    labels("calm", TODAY, 11, 40);
    labels("angry", YESTERDAY, 5, 45);
    labels("angry", TODAY, 25, 25);

    DailyDigest digest = tally.digest(TODAY);

    assertThat(digest.getCards())
        .extracting(DigestCard::getSignal)
        .containsExactly("angry", "calm");
    assertThat(digest.getCards().get(0).getMover()).contains("true");
    assertThat(digest.getCards().get(0).getMoverPoints().get()).isCloseTo(40, within(1e-9));
    assertThat(digest.getCards().get(1).getChange().get()).isCloseTo(2, within(1e-9));
    assertThat(digest.getLabels()).isEqualTo(101);
  }

  @Test
  void thinDataMovesNothing() {
    labels("rare", YESTERDAY, 0, 3);
    labels("rare", TODAY, 3, 0);

    assertThat(tally.digest(TODAY).getCards().get(0).getMover()).isEmpty();
  }

  @Test
  void aTargetCountsOnceADayByTheLabelThatCounts() {
    tally.add(label("angry", "t", "true").build(), TODAY);
    tally.add(label("angry", "t", "true").build(), TODAY);
    tally.add(label("angry", "t", "false").setRevision(2).setLabelId("later").build(), TODAY);
    tally.add(
        label("angry", "t", "false")
            .setRevision(3)
            .setLabelId("failed")
            .setOutcome(Outcome.FAILED)
            .setValue(null)
            .build(),
        TODAY);

    DailyDigest digest = tally.digest(TODAY);

    assertThat(digest.getCards().get(0).getValues()).containsOnly(entry("false", 1L));
    assertThat(digest.getFailedVerdicts()).isZero();
  }

  @Test
  void whatNobodyCountsIsNotCounted() {
    tally.add(label("angry", "old", "true").setOrigin(Origin.BACKFILL).build(), TODAY);
    tally.add(label("angry", "mine", "true").setOrigin(Origin.HUMAN).build(), TODAY);
    tally.add(label("angry", "theirs", "true").setProject("other").build(), TODAY);
    tally.add(label("angry", "early", "true").build(), DAY.before().from().minusMillis(1));
    tally.add(label("angry", "late", "true").build(), DAY.to());

    assertThat(tally.digest(TODAY).getCards()).isEmpty();
  }

  @Test
  void aSignalThatFellSilentIsStillThere() {
    labels("silent", YESTERDAY, 10, 0);

    assertThat(tally.digest(TODAY).getCards().get(0).getChange()).contains(-100.0);
  }

  @Test
  void failuresCostsAndToldAlertsAreOfThatDayAlone() {
    tally.add(
        label("angry", "a", "x").setOutcome(Outcome.FAILED).setValue(null).setCost(0.25).build(),
        TODAY);
    tally.add(label("angry", "b", "true").setCost(0.5).build(), TODAY);
    tally.add(label("angry", "c", "true").setCost(9.0).build(), YESTERDAY);
    tally.add(event(Transition.FIRED, true), TODAY);
    tally.add(event(Transition.FIRED, false), TODAY);
    tally.add(event(Transition.RECOVERED, true), TODAY);
    tally.add(event(Transition.FIRED, true), YESTERDAY);

    DailyDigest digest = tally.digest(TODAY);

    assertThat(digest.getFailedVerdicts()).isEqualTo(1);
    assertThat(digest.getCost()).contains(0.75);
    assertThat(digest.getAlertsFired()).isEqualTo(1);
  }

  @Test
  void itReadsAsAMessage() {
    labels("angry", YESTERDAY, 5, 45);
    labels("angry", TODAY, 25, 30);
    labels("new", TODAY, 1, 0);
    tally.add(
        label("angry", "f", "x").setOutcome(Outcome.FAILED).setValue(null).setCost(1.5).build(),
        TODAY);
    tally.add(event(Transition.FIRED, true), TODAY);

    Message message = OverviewText.of("one", tally.digest(TODAY), Optional.empty());

    assertThat(message.headline())
        .isEqualTo("Overview of shop on 2026-03-02: 56 labels in 2 signals");
    assertThat(message.facts())
        .extracting(AlertText.Fact::name, AlertText.Fact::text)
        .containsExactly(
            tuple("Day", "2026-03-02, Z"),
            tuple("Classified", "56 labels in 2 signals"),
            tuple("Alerts that fired", "1"),
            tuple("Judge failures", "1"),
            tuple("Cost of judging", "1.50 USD"));
    assertThat(message.lines())
        .containsExactly(
            "support/angry: 55 labels (+10 % since the day before); true moved by +35.5 percentage"
                + " points; false 54.5 %, true 45.5 %",
            "support/new: 1 label (none the day before); true 100 %");
  }

  private void labels(String signal, Instant at, int isTrue, int isFalse) {
    for (int i = 0; i < isTrue + isFalse; i++) {
      String target = "t" + targets++;
      tally.add(label(signal, target, Boolean.toString(i < isTrue)).build(), at);
    }
  }

  private static Label.Builder label(String signal, String target, String value) {
    return Label.newBuilder()
        .setLabelId(signal + target)
        .setProject("shop")
        .setAgent("support")
        .setSignal(signal)
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setRevision(1)
        .setTargetStart(YESTERDAY)
        .setTargetEnd(YESTERDAY)
        .setOrigin(Origin.LIVE)
        .setOutcome(Outcome.LABELLED)
        .setValue(value)
        .setDecidedAt(TODAY);
  }

  private static AlertEvent event(Transition transition, boolean told) {
    return AlertEvent.newBuilder()
        .setEventId("e")
        .setRule(
            AlertRule.newBuilder()
                .setProject("shop")
                .setAgent("support")
                .setSignal("angry")
                .setAlert("a")
                .setName("a")
                .setRevision(1)
                .setMetric(AlertMetric.TRUE_RATE)
                .setComparison(Comparison.ABSOLUTE)
                .setOperator(Operator.AT_OR_ABOVE)
                .setThreshold(0.5)
                .setWindowMs(60_000)
                .setCreatedAt(TODAY)
                .setUpdatedAt(TODAY)
                .build())
        .setTransition(transition)
        .setWindow(
            WindowCounts.newBuilder()
                .setFrom(TODAY)
                .setTo(TODAY)
                .setLabels(1)
                .setMatching(1)
                .setVerdicts(1)
                .build())
        .setNotify(told)
        .setTriggeredAt(TODAY)
        .build();
  }
}
