// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertSentenceTest {
  @Test
  void anAlertIsSaidInEnglish() {
    assertThat(
            AlertSentence.of(
                rule(AlertMetric.TRUE_RATE, Operator.AT_OR_ABOVE, 0.3)
                    .setMinLabels(20)
                    .setCooldownMs(Duration.ofMinutes(15).toMillis())
                    .build()))
        .isEqualTo(
            "fires when the true rate over 5 min is at or above 30 %, with at least 20 labels;"
                + " then silent for 15 min");
  }

  @Test
  void whatIsNotAskedForIsNotSaid() {
    assertThat(
            AlertSentence.of(
                rule(AlertMetric.LABEL_VOLUME, Operator.AT_OR_BELOW, 100)
                    .setWindowMs(Duration.ofDays(2).toMillis())
                    .build()))
        .isEqualTo("fires when the label volume over 48 h is at or below 100");
  }

  @Test
  void anAlertThatIsSwitchedOffSaysSo() {
    assertThat(
            AlertSentence.of(
                rule(AlertMetric.TRUE_RATE, Operator.AT_OR_ABOVE, 0.005)
                    .setWindowMs(Duration.ofSeconds(10).toMillis())
                    .setMinLabels(1)
                    .setEnabled(false)
                    .build()))
        .isEqualTo(
            "fires when the true rate over 10 s is at or above 0.5 %, with at least 1 label;"
                + " switched off");
  }

  @Test
  void aChangeIsNotTakenForALevel() {
    assertThat(
            AlertSentence.of(
                rule(AlertMetric.VALUE_SHARE, Operator.AT_OR_ABOVE, 20)
                    .setValue("failed")
                    .setComparison(Comparison.PERCENT_CHANGE)
                    .build()))
        .isEqualTo(
            "fires when the change of the share of labels failed over 5 min is at or above 20 %");
  }

  private static AlertRule.Builder rule(AlertMetric metric, Operator operator, double threshold) {
    return AlertRule.newBuilder()
        .setProject("default")
        .setAgent("parcel-support")
        .setSignal("user-frustration")
        .setAlert("many")
        .setName("many")
        .setRevision(1)
        .setMetric(metric)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(operator)
        .setThreshold(threshold)
        .setWindowMs(Duration.ofMinutes(5).toMillis())
        .setCreatedAt(Instant.EPOCH)
        .setUpdatedAt(Instant.EPOCH);
  }
}
