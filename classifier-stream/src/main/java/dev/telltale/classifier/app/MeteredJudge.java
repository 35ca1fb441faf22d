// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.CascadeEnd;
import dev.telltale.classifier.judge.JudgeMetrics;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.UndecodableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The judge's meters under {@code telltale_judge_…}. Verdicts by signal are counted where labels
 * are read, tokens and cost where models are called ({@link MeteredLlm}).
 */
final class MeteredJudge implements JudgeMetrics {
  private static final String VERDICTS = "telltale.judge.verdicts";

  /** As where labels are read. */
  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final String origin;
  private final Counter requests;
  private final Counter asked;
  private final Counter restarts;
  private final Counter putOff;
  private final Counter spared;
  private final Map<String, AtomicReference<Double>> budgets = new ConcurrentHashMap<>();

  MeteredJudge(MeterRegistry registry, Origin asked) {
    this.registry = registry;
    this.origin = word(asked);
    this.requests = registry.counter("telltale.judge.requests", "origin", origin);
    this.asked = registry.counter("telltale.judge.questions", "origin", origin);
    this.restarts = registry.counter("telltale.judge.restarts", "origin", origin);
    this.putOff = registry.counter("telltale.judge.put.off", "origin", origin);
    this.spared = registry.counter("telltale.judge.spared", "origin", origin);
    for (CascadeEnd end : CascadeEnd.values()) {
      cascade(end);
    }
    UndecodableException.REASONS.forEach(this::deadLetters);
    registry.counter(VERDICTS, "origin", origin, "outcome", "labelled", "reason", NONE);
    for (Answer.FailureKind why : Answer.FailureKind.values()) {
      registry.counter(VERDICTS, "origin", origin, "outcome", "failed", "reason", word(why));
    }
    for (Answer.SkipReason why : Answer.SkipReason.values()) {
      registry.counter(VERDICTS, "origin", origin, "outcome", "skipped", "reason", word(why));
    }
  }

  @Override
  public void requestTaken(int signals) {
    requests.increment();
    asked.increment(signals);
  }

  @Override
  public void verdict(Label label, Duration latency) {
    String outcome = word(label.getOutcome());
    registry
        .counter(
            VERDICTS,
            "origin",
            origin,
            "outcome",
            outcome,
            "reason",
            label.getReason().orElse(NONE))
        .increment();
    Timer.builder("telltale.judge.latency")
        .tags(
            "origin", origin, "provider", label.getJudgeProvider(), "model", label.getJudgeModel())
        .publishPercentileHistogram()
        .register(registry)
        .record(latency);
  }

  @Override
  public void cascadeEnded(CascadeEnd end) {
    cascade(end).increment();
  }

  private Counter cascade(CascadeEnd end) {
    String by = word(end);
    return registry.counter("telltale.cascade.answers", "origin", origin, "by", by);
  }

  @Override
  public void putOff(int signals) {
    putOff.increment(signals);
  }

  @Override
  public void spared(int signals) {
    spared.increment(signals);
  }

  @Override
  public void budget(String owner, String period, String unit, double used, double limit) {
    gauge("telltale.judge.budget.used", owner, period, unit).set(used);
    gauge("telltale.judge.budget.limit", owner, period, unit).set(limit);
  }

  private AtomicReference<Double> gauge(String name, String owner, String period, String unit) {
    return budgets.computeIfAbsent(
        String.join("|", name, owner, period, unit),
        key -> {
          AtomicReference<Double> value = new AtomicReference<>(0.0);
          Gauge.builder(name, value, AtomicReference::get)
              .tags("owner", owner, "period", period, "unit", unit)
              .register(registry);
          return value;
        });
  }

  @Override
  public void undecodable(String topic, String reason) {
    deadLetters(reason).increment();
  }

  private Counter deadLetters(String reason) {
    return registry.counter("telltale.dead.letters", "stage", "judge", "reason", reason);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void restarted() {
    restarts.increment();
  }
}
