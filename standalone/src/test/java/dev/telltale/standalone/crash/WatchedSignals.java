// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.crash;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Signals that swing, and rules of every kind over windows of seconds. */
final class WatchedSignals {
  /** Of the rules that have one. */
  static final Duration COOLDOWN = Duration.ofSeconds(10);

  /** No rule looks back further. */
  static final Duration LONGEST = Duration.ofSeconds(8);

  /** They get labels. */
  static final List<SignalKey> SWINGING = List.of(signal("rude"), signal("lost"), signal("slow"));

  private static final SignalKey SILENT = signal("silent");
  private static final String AGENT = "watched";

  private WatchedSignals() {}

  /** Whether a rule is one of these. */
  static boolean has(AlertRule rule) {
    return rule.getAgent().equals(AGENT);
  }

  /** The rules, told over a webhook. */
  static List<AlertRule> rules(String webhook) {
    List<AlertRule> rules = new ArrayList<>();
    for (SignalKey signal : SWINGING) {
      rules.add(rate(signal, "often").build());
      rules.add(rate(signal, "seldom").setCooldownMs(COOLDOWN.toMillis()).build());
      rules.add(
          rate(signal, "rise")
              .setComparison(Comparison.PERCENT_CHANGE)
              .setThreshold(30)
              .setWindowMs(LONGEST.toMillis() / 2)
              .build());
      rules.add(volume(signal, "crowd").setThreshold(150).build());
    }
    rules.add(volume(SILENT, "silence").setOperator(Operator.AT_OR_BELOW).setThreshold(0).build());
    return rules.stream()
        .map(
            rule ->
                AlertRule.newBuilder(rule)
                    .setChannels(List.of(new Channel("webhook", webhook)))
                    .build())
        .toList();
  }

  private static AlertRule.Builder rate(SignalKey signal, String alert) {
    return AlertRule.newBuilder()
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setAlert(alert)
        .setName(alert)
        .setRevision(1)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(0.5)
        .setWindowMs(Duration.ofSeconds(2).toMillis())
        .setCreatedAt(Instant.EPOCH)
        .setUpdatedAt(Instant.EPOCH);
  }

  private static AlertRule.Builder volume(SignalKey signal, String alert) {
    return rate(signal, alert)
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setWindowMs(Duration.ofSeconds(3).toMillis());
  }

  private static SignalKey signal(String name) {
    return new SignalKey("default", AGENT, name);
  }
}
