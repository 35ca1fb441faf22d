// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.alert.rule.DriftRule;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Significance;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rules and events, to be changed as a test needs them. */
public final class SomeEvents {
  public static final Instant AT = Instant.parse("2026-03-01T12:01:30.250Z");
  public static final Channel CONSOLE = new Channel("console", null);
  public static final Channel SLACK = new Channel("slack", null);

  private SomeEvents() {}

  /** Fires when at least 30 % over 5 minutes are true, of at least 20. */
  public static AlertRule.Builder rule() {
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
        .setCreatedAt(AT)
        .setUpdatedAt(AT);
  }

  /** 21 of 50 were true. */
  public static AlertEvent.Builder fired() {
    return AlertEvent.newBuilder()
        .setEventId("0123456789abcdef0123456789abcdef")
        .setRule(rule().build())
        .setTransition(Transition.FIRED)
        .setObserved(0.42)
        .setWindow(counts(50, 21, 52))
        .setIntervalLow(0.2938)
        .setIntervalHigh(0.5577)
        .setEvidence(List.of("session-9", "session-4"))
        .setNotify(true)
        .setTriggeredAt(AT);
  }

  /** It was 29 % in the hour before, and 20 % more would have been enough. */
  public static AlertEvent.Builder changed() {
    return fired()
        .setRule(
            rule()
                .setComparison(Comparison.PERCENT_CHANGE)
                .setThreshold(20)
                .setWindowMs(Duration.ofHours(1).toMillis())
                .setSignificance(Significance.newBuilder().build())
                .build())
        .setObserved(44.8)
        .setLevel(0.42)
        .setPrior(0.29)
        .setPriorWindow(counts(48, 14, 50))
        .setPriorLow(0.1824)
        .setPriorHigh(0.4319);
  }

  /** Seven minutes late, and five are allowed. */
  public static AlertEvent.Builder pipeline() {
    return fired()
        .setRule(
            rule()
                .setAgent("_telltale")
                .setSignal("pipeline")
                .setAlert("behind")
                .setName("Pipeline")
                .setMetric(AlertMetric.PIPELINE_LAG)
                .setThreshold(300)
                .build())
        .setObserved(420.0)
        .setIntervalLow(null)
        .setIntervalHigh(null)
        .setEvidence(List.of());
  }

  /** The judge of support/annoyed agreed with people on 92.5 % of 40 targets, and now on 57.5 %. */
  public static AlertEvent.Builder drift() {
    return fired()
        .setRule(
            DriftRule.of(new SignalKey("default", "support", "annoyed"), 0.8, Duration.ofDays(1)))
        .setObserved(0.575)
        .setLevel(0.575)
        .setIntervalLow(0.422)
        .setIntervalHigh(0.715)
        .setPrior(0.925)
        .setPValue(0.000656)
        .setWindow(judged(23, 3, "openai/large"))
        .setPriorWindow(judged(37, 2, "openai/small"))
        .setEvidence(List.of());
  }

  private static WindowCounts judged(long agreed, int version, String judge) {
    return WindowCounts.newBuilder(counts(40, agreed, 40))
        .setVersions(List.of(version))
        .setJudge(judge)
        .build();
  }

  /** Its message, which names the command that shows it. */
  public static Message message(AlertEvent event) {
    return new AlertMessages(new MoreToSee(Optional.empty())).of(event);
  }

  /** One message of many. */
  public static Message gathered(AlertEvent... events) {
    return new AlertMessages(new MoreToSee(Optional.empty())).gathered(List.of(events));
  }

  /** An event on those channels. */
  public static AlertEvent fired(String eventId, Channel... channels) {
    return fired()
        .setEventId(eventId)
        .setRule(rule().setChannels(List.of(channels)).build())
        .build();
  }

  public static WindowCounts counts(long labels, long matching, long verdicts) {
    return WindowCounts.newBuilder()
        .setFrom(Instant.parse("2026-03-01T11:56:00Z"))
        .setTo(Instant.parse("2026-03-01T12:01:00Z"))
        .setLabels(labels)
        .setMatching(matching)
        .setVerdicts(verdicts)
        .build();
  }
}
