// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.rule;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Severity;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The alert that every partition with rules has without anybody defining it: its labels are read so
 * late that rules cannot be held against their windows.
 *
 * @param project whose people are told
 * @param channels where they are told; none for the default channels
 */
public record PipelineRule(String project, List<Channel> channels) {
  private static final String AGENT = "_telltale";
  private static final String SIGNAL = "pipeline";

  /** A pipeline that is now late and now not is one piece of news. */
  private static final Duration COOLDOWN = Duration.ofMinutes(15);

  /** Keeps a copy. */
  public PipelineRule {
    channels = List.copyOf(channels);
    if (project.isEmpty()) {
      throw new IllegalArgumentException("pipeline project: empty (expected: a project)");
    }
  }

  /** To the people of the default project, where rules without channels are told. */
  public static PipelineRule defaults() {
    return new PipelineRule("default", List.of());
  }

  /**
   * The rule of a partition.
   *
   * @param interval from one evaluation to the next
   * @param staleAfter from then on an evaluation is left out
   */
  public AlertRule of(int partition, Duration interval, Duration staleAfter) {
    SignalKey signal = new SignalKey(project, AGENT, SIGNAL);
    return AlertRule.newBuilder()
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setAlert("labels-" + partition)
        .setName("Labels are read too late for alerts (partition " + partition + ")")
        .setRevision(1)
        .setMetric(AlertMetric.PIPELINE_LAG)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(staleAfter.toMillis() / 1e3)
        .setWindowMs(interval.toMillis())
        .setCooldownMs(COOLDOWN.toMillis())
        .setSeverity(Severity.CRITICAL)
        .setChannels(channels)
        .setCreatedAt(Instant.EPOCH)
        .setUpdatedAt(Instant.EPOCH)
        .build();
  }
}
