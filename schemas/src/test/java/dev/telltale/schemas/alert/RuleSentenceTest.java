// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleSentenceTest {
  static Stream<Arguments> sentences() {
    return Stream.of(
        Arguments.of(
            rule(),
            "fires when the true rate over 5 min is at or above 30 %, with at least 20 labels"),
        Arguments.of(
            rule().setMinLabels(0).setRecoveryThreshold(0.2).setWindowMs(172_800_000),
            "fires when the true rate over 48 h is at or above 30 %, until it is below 20 %"),
        Arguments.of(
            rule().setMinLabels(1).setOperator(Operator.AT_OR_BELOW).setWindowMs(90_000),
            "fires when the true rate over 90 s is at or below 30 %, with at least 1 label"),
        Arguments.of(
            rule()
                .setMetric(AlertMetric.LABEL_VOLUME)
                .setOperator(Operator.AT_OR_BELOW)
                .setThreshold(5),
            "fires when the label volume over 5 min is at or below 5"),
        Arguments.of(
            rule().setMetric(AlertMetric.VALUE_SHARE).setValue("angry").setThreshold(0.125),
            "fires when the share of “angry” over 5 min is at or above 12.5 %, with at least 20"
                + " labels"),
        Arguments.of(
            rule().setMetric(AlertMetric.VALUE_COUNT).setValue("angry").setThreshold(7),
            "fires when the count of “angry” over 5 min is at or above 7, with at least 20 labels"),
        Arguments.of(
            rule()
                .setComparison(Comparison.PERCENT_CHANGE)
                .setThreshold(20)
                .setMinLabels(50)
                .setWindowMs(3_600_000),
            "fires when the true rate over 1 h rises by 20 % or more, with at least 50 labels in"
                + " each hour"),
        Arguments.of(
            rule()
                .setMetric(AlertMetric.LABEL_VOLUME)
                .setComparison(Comparison.PERCENT_CHANGE)
                .setOperator(Operator.AT_OR_BELOW)
                .setThreshold(-20)
                .setMinLabels(0),
            "fires when the label volume over 5 min falls by 20 % or more"),
        Arguments.of(
            rule()
                .setMetric(AlertMetric.VALUE_SHARE)
                .setValue("failed")
                .setComparison(Comparison.PERCENT_CHANGE)
                .setOperator(Operator.AT_OR_BELOW)
                .setThreshold(-25)
                .setRecoveryThreshold(-10.0)
                .setSignificance(new Significance(0.999, 3)),
            "fires when the share of “failed” over 5 min falls by 25 % or more, significant at"
                + " 99.9 % in 3 evaluations in a row, until it is above -10 %, with at least 20"
                + " labels in each 5 min"),
        Arguments.of(
            rule().setCooldownMs(900_000).setEnabled(false),
            "fires when the true rate over 5 min is at or above 30 %, with at least 20 labels; then"
                + " silent for 15 min; switched off"),
        Arguments.of(
            rule().setComparison(Comparison.PERCENTAGE_POINTS).setThreshold(5).setMinLabels(0),
            "fires when the true rate over 5 min rises by 5 percentage points or more"));
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void aRuleReadsAsASentence(AlertRule.Builder rule, String sentence) {
    assertThat(RuleSentence.of(rule.build())).isEqualTo(sentence);
  }

  private static AlertRule.Builder rule() {
    return AlertRule.newBuilder()
        .setProject("shop")
        .setAgent("parcel-support")
        .setSignal("user-frustration")
        .setAlert("too-many")
        .setName("User frustration")
        .setRevision(3)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(0.3)
        .setWindowMs(Duration.ofMinutes(5).toMillis())
        .setMinLabels(20)
        .setCreatedAt(Instant.EPOCH)
        .setUpdatedAt(Instant.EPOCH);
  }
}
