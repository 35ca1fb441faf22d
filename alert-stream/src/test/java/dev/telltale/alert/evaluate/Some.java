// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Rules and labels of one signal, to be changed as a test needs them. */
final class Some {
  static final SignalKey SIGNAL = new SignalKey("shop", "support", "frustrated");
  static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private Some() {}

  /** Fires when at least 30 % over 5 minutes are true. */
  static AlertRule.Builder rateRule() {
    return AlertRule.newBuilder()
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setAlert("too-many")
        .setName("Too many are frustrated")
        .setRevision(1)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(0.3)
        .setWindowMs(Duration.ofMinutes(5).toMillis())
        .setCreatedAt(LONG_AGO)
        .setUpdatedAt(LONG_AGO);
  }

  /** Fires when there is no label in 5 minutes. */
  static AlertRule.Builder silenceRule() {
    return rateRule()
        .setAlert("silence")
        .setName("No labels")
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setOperator(Operator.AT_OR_BELOW)
        .setThreshold(0);
  }

  /** Fires when there are so many labels in 5 minutes. */
  static AlertRule.Builder volumeRule(int threshold) {
    return silenceRule()
        .setAlert("volume")
        .setName("Many labels")
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(threshold);
  }

  static Label.Builder verdict(String target, int version, long revision) {
    return Label.newBuilder()
        .setLabelId(LabelId.of(SIGNAL, version, target, revision, Optional.empty()))
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setVersion(version)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.SESSION)
        .setTargetId(target)
        .setRevision(revision)
        .setTargetStart(LONG_AGO)
        .setTargetEnd(LONG_AGO)
        .setOrigin(Origin.LIVE)
        .setOutcome(Outcome.LABELLED)
        .setDecidedAt(LONG_AGO);
  }

  static Label label(String target, boolean value) {
    return verdict(target, 1, 1).setValue(Boolean.toString(value)).build();
  }

  /** Fires when the volume of 5 minutes is by so many percent above that of the 5 before. */
  static AlertRule.Builder surgeRule(double percent) {
    return rateRule()
        .setAlert("surge")
        .setName("Many more labels")
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setComparison(Comparison.PERCENT_CHANGE)
        .setThreshold(percent);
  }

  static Label failure(String target) {
    return verdict(target, 1, 1).setOutcome(Outcome.FAILED).setReason("timeout").build();
  }
}
