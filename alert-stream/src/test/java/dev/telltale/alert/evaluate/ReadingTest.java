// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static dev.telltale.alert.evaluate.Some.rateRule;
import static dev.telltale.alert.evaluate.Some.surgeRule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.alert.evaluate.Reading.Finding;
import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.Tally;
import dev.telltale.alert.window.Weight;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Significance;
import org.junit.jupiter.api.Test;

/** What a rule makes of the counts of two windows. */
class ReadingTest {
  private static final Counts NOTHING = Counts.NONE;

  @Test
  void aChangeOfARateIsRelativeInPercentAndAbsoluteInPoints() {
    AlertRule.Builder rule = rateRule().setComparison(Comparison.PERCENT_CHANGE);
    assertObserved(rule, rates(30, 100), rates(20, 100), 50);
    assertObserved(rule, rates(20, 100), rates(40, 100), -50);

    rule.setComparison(Comparison.PERCENTAGE_POINTS);
    assertObserved(rule, rates(30, 100), rates(20, 100), 10);
    assertObserved(rule, rates(0, 100), rates(20, 100), -20);
  }

  @Test
  void aDecreaseByAPercentageIsAtOrBelowItsNegative() {
    AlertRule rule = surgeRule(-20).setOperator(Operator.AT_OR_BELOW).build();

    assertThat(read(rule, rates(0, 80), rates(0, 100)).isCrossed(rule)).isTrue();
    assertThat(read(rule, rates(0, 81), rates(0, 100)).isCrossed(rule)).isFalse();
    assertThat(read(rule, rates(0, 130), rates(0, 100)).isCrossed(rule)).isFalse();
  }

  @Test
  void aValueOfManyHasACountAndAShare() {
    Tally tally = new Tally();
    tally.add("angry", 0, 1);
    tally.add("calm", 0, 1);
    tally.add("calm", 0, 2);
    tally.add("sad", 0, 2);
    AlertRule.Builder rule = rateRule().setMetric(AlertMetric.VALUE_COUNT).setValue("calm");

    assertObserved(rule, tally.counts(), NOTHING, 2);
    assertObserved(rule.setMetric(AlertMetric.VALUE_SHARE), tally.counts(), NOTHING, 0.5);
    assertThat(read(rule.build(), tally.counts(), NOTHING).now().counts().versions())
        .containsExactly(1, 2);
  }

  @Test
  void aChangeFromZeroIsNeverDivided() {
    AlertRule.Builder rule = rateRule().setComparison(Comparison.PERCENT_CHANGE);
    assertFinding(rule, rates(30, 100), rates(0, 100), Finding.NO_BASELINE);
    assertFinding(surgeRule(20), rates(0, 50), NOTHING, Finding.NO_BASELINE);
    assertFinding(surgeRule(20), NOTHING, NOTHING, Finding.NO_BASELINE);
  }

  @Test
  void aRiseFromZeroCrossesTheLineWhereTheRuleSaysSo() {
    AlertRule.Builder rule = surgeRule(20).setFireFromZero(true);
    assertFinding(rule, rates(0, 50), NOTHING, Finding.ROSE_FROM_ZERO);
    assertFinding(rule, NOTHING, NOTHING, Finding.NO_BASELINE);
    assertFinding(
        rule.setOperator(Operator.AT_OR_BELOW), rates(0, 50), NOTHING, Finding.NO_BASELINE);
    AlertRule points =
        rateRule().setComparison(Comparison.PERCENTAGE_POINTS).setFireFromZero(true).build();
    assertThat(read(points, rates(30, 100), rates(0, 100)).finding()).isEqualTo(Finding.MEASURED);
  }

  @Test
  void bothWindowsNeedTheLeastNumberOfLabelsOrOnlyTheCurrentOne() {
    AlertRule.Builder rule =
        rateRule().setComparison(Comparison.PERCENTAGE_POINTS).setMinLabels(50);
    assertFinding(rule, rates(10, 50), rates(10, 50), Finding.MEASURED);
    assertFinding(rule, rates(10, 49), rates(10, 50), Finding.TOO_FEW);
    assertFinding(rule, rates(10, 50), rates(10, 49), Finding.NO_BASELINE);

    rule.setMinLabelsIn(MinLabelsIn.CURRENT);
    assertFinding(rule, rates(10, 50), rates(10, 49), Finding.MEASURED);
    assertFinding(rule, rates(10, 50), NOTHING, Finding.NO_BASELINE);
  }

  @Test
  void anotherSampleRateIsNoChangeOfACount() {
    Tally all = new Tally();
    Tally half = new Tally();
    for (int i = 0; i < 100; i++) {
      half.add("true", Weight.extra(25), 1);
      half.add("false", Weight.extra(25), 1);
      all.add("true", Weight.extra(50), 1);
      all.add("true", Weight.extra(50), 1);
      all.add("false", Weight.extra(50), 1);
      all.add("false", Weight.extra(50), 1);
    }

    assertObserved(surgeRule(20), all.counts(), half.counts(), 0);
    assertObserved(
        surgeRule(20).setMetric(AlertMetric.VALUE_COUNT).setValue("true"),
        all.counts(),
        half.counts(),
        0);
    assertThat(read(surgeRule(20).build(), all.counts(), half.counts()).now().value())
        .hasValue(800);
    assertObserved(
        rateRule().setMetric(AlertMetric.LABEL_VOLUME), all.counts(), half.counts(), 400);
  }

  @Test
  void aChangeIsSignificantWhenChanceIsLessLikelyThanTheRuleAllows() {
    AlertRule rule =
        rateRule()
            .setComparison(Comparison.PERCENT_CHANGE)
            .setSignificance(new Significance(0.999, 3))
            .build();
    Reading large = read(rule, rates(450, 1000), rates(300, 1000));
    Reading small = read(rule, rates(45, 100), rates(30, 100));

    assertThat(large.isSignificant(rule)).isTrue();
    assertThat(small.isSignificant(rule)).isFalse();
    assertThat(small.pValue().orElseThrow()).isCloseTo(0.0284, within(1e-3));
    assertThat(small.now().interval()).isPresent();
    assertThat(small.before().orElseThrow().interval()).isPresent();
  }

  @Test
  void whatCannotBeEvaluatedSaysWhatIsExpected() {
    assertUnsupported(
        surgeRule(1).setComparison(Comparison.PERCENTAGE_POINTS),
        "percentage points of LABEL_VOLUME (expected: of a rate)");
    assertUnsupported(
        surgeRule(1).setSignificance(new Significance()),
        "significance (expected: only for a change of a rate)");
    assertUnsupported(
        rateRule().setSignificance(new Significance()),
        "significance (expected: only for a change of a rate)");
    assertUnsupported(
        rateRule()
            .setComparison(Comparison.PERCENT_CHANGE)
            .setSignificance(new Significance(1.0, 3)),
        "significance of 1.0 in 3 evaluations (expected: between 0 and 1, in 1 or more)");
    assertUnsupported(
        rateRule().setMetric(AlertMetric.VALUE_SHARE),
        "metric VALUE_SHARE without a value (expected: the label)");
    assertUnsupported(
        rateRule().setMetric(AlertMetric.PIPELINE_LAG),
        "metric PIPELINE_LAG (expected: a metric of labels)");
    assertUnsupported(
        rateRule().setWindowMs(90_000),
        "window of 90000 ms (expected: a multiple of PT1M up to 48 h)");
    assertUnsupported(rateRule().setThreshold(Double.NaN), "threshold NaN (expected: a number)");
  }

  private static void assertUnsupported(AlertRule.Builder rule, String why) {
    assertThat(Predicates.unsupported(rule.build(), OnePartition.EVERY_MINUTE.interval()))
        .contains(why);
  }

  private static void assertObserved(
      AlertRule.Builder rule, Counts now, Counts before, double expected) {
    assertThat(read(rule.build(), now, before).observed().orElseThrow())
        .isCloseTo(expected, within(1e-9));
  }

  private static void assertFinding(
      AlertRule.Builder rule, Counts now, Counts before, Finding expected) {
    Reading reading = read(rule.build(), now, before);
    assertThat(reading.finding()).isEqualTo(expected);
    assertThat(reading.observed().isPresent()).isEqualTo(expected == Finding.MEASURED);
  }

  private static Reading read(AlertRule rule, Counts now, Counts before) {
    return rule.getComparison() == Comparison.ABSOLUTE
        ? Reading.level(rule, Level.of(rule, now))
        : Reading.change(rule, Level.of(rule, now), Level.of(rule, before));
  }

  private static Counts rates(int matching, int labels) {
    Tally tally = new Tally();
    for (int i = 0; i < labels; i++) {
      tally.add(Boolean.toString(i < matching), 0, 1);
    }
    return tally.counts();
  }
}
