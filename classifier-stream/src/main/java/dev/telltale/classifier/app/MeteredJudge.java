// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.JudgeMetrics;
import dev.telltale.schemas.label.Label;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * The judge's meters under {@code telltale_judge_…}. Verdicts by signal are counted where labels
 * are read.
 */
final class MeteredJudge implements JudgeMetrics {
  private final MeterRegistry registry;
  private final Counter requests;
  private final Counter asked;
  private final Counter restarts;

  MeteredJudge(MeterRegistry registry) {
    this.registry = registry;
    this.requests = registry.counter("telltale.judge.requests");
    this.asked = registry.counter("telltale.judge.questions");
    this.restarts = registry.counter("telltale.judge.restarts");
  }

  @Override
  public void requestTaken(int signals) {
    requests.increment();
    asked.increment(signals);
  }

  @Override
  public void verdict(Label label, Duration latency) {
    String outcome = label.getOutcome().name().toLowerCase(Locale.ROOT);
    registry
        .counter(
            "telltale.judge.verdicts", "outcome", outcome, "reason", label.getReason().orElse(""))
        .increment();
    Timer.builder("telltale.judge.latency")
        .tags("provider", label.getJudgeProvider(), "model", label.getJudgeModel())
        .publishPercentileHistogram()
        .register(registry)
        .record(latency);
    count("input", label, label.getInputTokens().orElse(0L));
    count("output", label, label.getOutputTokens().orElse(0L));
    label
        .getCost()
        .ifPresent(
            cost ->
                registry
                    .counter("telltale.judge.cost.usd", "model", label.getJudgeModel())
                    .increment(cost));
  }

  @Override
  public void undecodable(String topic, String reason) {
    registry.counter("telltale.dead.letters", "stage", "judge", "reason", reason).increment();
  }

  @Override
  public void restarted() {
    restarts.increment();
  }

  private void count(String kind, Label label, long tokens) {
    if (tokens > 0) {
      registry
          .counter("telltale.judge.tokens", "model", label.getJudgeModel(), "kind", kind)
          .increment((double) tokens);
    }
  }
}
