// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import dev.telltale.control.canary.CanaryMetrics;
import dev.telltale.control.command.ControlMetrics;
import dev.telltale.control.command.DefinitionLog;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.signal.SignalKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code telltale_control_applies_total{result}}, {@code telltale_control_definitions{kind}},
 * {@code telltale_control_unreadable_records{kind}}, and of each signal's newest canary {@code
 * telltale_judge_canary_agreement{project,agent,signal}} with {@code _low}, {@code _high} and
 * {@code telltale_judge_canary_targets}.
 */
final class MicrometerControlMetrics implements ControlMetrics, CanaryMetrics {
  private final MeterRegistry meters;
  private final MultiGauge canaryAgreement;
  private final MultiGauge canaryLow;
  private final MultiGauge canaryHigh;
  private final MultiGauge canaryTargets;
  private final Map<Result, Counter> applies = new EnumMap<>(Result.class);

  MicrometerControlMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.canaryAgreement =
        canary(
            meters,
            "telltale.judge.canary.agreement",
            "Of the targets that people have labelled, the share on which the judge says the same");
    this.canaryLow =
        canary(
            meters,
            "telltale.judge.canary.agreement.low",
            "Lower end of the agreement's 95 % interval");
    this.canaryHigh =
        canary(
            meters,
            "telltale.judge.canary.agreement.high",
            "Upper end of the agreement's 95 % interval");
    this.canaryTargets =
        canary(meters, "telltale.judge.canary.targets", "Targets that the agreement is of");
    for (Result result : Result.values()) {
      applies.put(
          result,
          Counter.builder("telltale.control.applies")
              .description("Applies of manifests, by how they ended")
              .tag("result", result.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /** Shows what a log holds. It has to have started. */
  void show(DefinitionLog log) {
    gauge(
        "telltale.control.definitions",
        "Definitions of all projects",
        "signal",
        () -> log.current().signals().size());
    gauge(
        "telltale.control.definitions",
        "Definitions of all projects",
        "alert",
        () -> log.current().alerts().size());
    gauge(
        "telltale.control.unreadable.records",
        "Definitions left out as undecodable",
        "signal",
        log::unreadableSignals);
    gauge(
        "telltale.control.unreadable.records",
        "Definitions left out as undecodable",
        "alert",
        log::unreadableAlerts);
    gauge(
        "telltale.control.unreadable.records",
        "Definitions left out as undecodable",
        "member",
        log::unreadableMembers);
    gauge(
        "telltale.control.unreadable.records",
        "Definitions left out as undecodable",
        "key",
        log::unreadableKeys);
  }

  @Override
  public void show(Map<SignalKey, JudgeAgreement> agreements) {
    List<MultiGauge.Row<?>> share = new ArrayList<>();
    List<MultiGauge.Row<?>> low = new ArrayList<>();
    List<MultiGauge.Row<?>> high = new ArrayList<>();
    List<MultiGauge.Row<?>> targets = new ArrayList<>();
    agreements.forEach(
        (signal, agreement) -> {
          Tags tags =
              Tags.of(
                  "project", signal.project(), "agent", signal.agent(), "signal", signal.signal());
          int all = agreement.getCompared();
          Interval interval = Interval.wilson95(agreement.getAgreed(), all);
          share.add(MultiGauge.Row.of(tags, (double) agreement.getAgreed() / all));
          low.add(MultiGauge.Row.of(tags, interval.low()));
          high.add(MultiGauge.Row.of(tags, interval.high()));
          targets.add(MultiGauge.Row.of(tags, all));
        });
    canaryAgreement.register(share, true);
    canaryLow.register(low, true);
    canaryHigh.register(high, true);
    canaryTargets.register(targets, true);
  }

  private static MultiGauge canary(MeterRegistry meters, String name, String description) {
    return MultiGauge.builder(name).description(description).register(meters);
  }

  private void gauge(String name, String description, String kind, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).tag("kind", kind).register(meters);
  }

  @Override
  public void applied(Result result) {
    Counter counter = applies.get(result);
    if (counter != null) {
      counter.increment();
    }
  }
}
