// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the alert support/refund-asked/many-refunds of project default may do. */
public final class SomeAlerts {
  public static final AlertId ID =
      new AlertId(new SignalKey("default", "support", "refund-asked"), "many-refunds");

  private SomeAlerts() {}

  public static AlertRule rule(Instant at) {
    return AlertRule.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSignal("refund-asked")
        .setAlert("many-refunds")
        .setName("Many refunds")
        .setRevision(1)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.PERCENT_CHANGE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(20)
        .setWindowMs(Duration.ofHours(1).toMillis())
        .setChannels(List.of(new Channel("slack", "#support")))
        .setCreatedAt(at)
        .setUpdatedAt(at)
        .build();
  }

  /** A rise from 30 to 42 % that was told, or not. */
  public static AlertEvent fired(String id, Instant at, boolean told) {
    return AlertEvent.newBuilder()
        .setEventId(id)
        .setRule(rule(at))
        .setTransition(Transition.FIRED)
        .setObserved(40.0)
        .setLevel(0.42)
        .setPrior(0.3)
        .setIntervalLow(0.33)
        .setIntervalHigh(0.52)
        .setPValue(0.0004)
        .setWindow(counts(at))
        .setPriorWindow(counts(at.minus(Duration.ofHours(1))))
        .setEvidence(List.of("5b8aa5a2d2c872e8321cf37308d69df2"))
        .setNotify(told)
        .setTriggeredAt(at)
        .build();
  }

  public static AlertState firing(Instant at) {
    return AlertState.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSignal("refund-asked")
        .setAlert("many-refunds")
        .setRevision(1)
        .setState(new Firing(at.minus(Duration.ofMinutes(7)), true))
        .setEvaluatedAt(at)
        .setObserved(40.0)
        .setLevel(0.42)
        .setPrior(0.3)
        .setIntervalLow(0.33)
        .setIntervalHigh(0.52)
        .setLabels(100)
        .setVerdicts(125)
        .setHeldBack("the judge openai was not to be reached from 11:20 to 11:40")
        .setLastFiredAt(at.minus(Duration.ofMinutes(7)))
        .build();
  }

  public static Delivery failed(String id, Instant at) {
    return Delivery.newBuilder()
        .setEventId(id)
        .setProject("default")
        .setChannel(new Channel("slack", "#support"))
        .setOutcome(DeliveryOutcome.FAILED)
        .setAttempts(4)
        .setDetail("channel_not_found")
        .setAt(at)
        .build();
  }

  private static WindowCounts counts(Instant to) {
    return WindowCounts.newBuilder()
        .setFrom(to.minus(Duration.ofHours(1)))
        .setTo(to)
        .setLabels(100)
        .setMatching(42)
        .setVerdicts(125)
        .setVersions(List.of(1))
        .build();
  }
}
