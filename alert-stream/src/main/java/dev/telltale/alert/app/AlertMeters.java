// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.EvaluateMetrics;
import dev.telltale.alert.notify.NotifyMetrics;
import dev.telltale.alert.window.Counts;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.CoolingDown;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoBaseline;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of the alert stream. Prometheus shows their names with underscores, counters with
 * {@code _total} at the end. What can be named beforehand exists from the start, at 0.
 */
final class AlertMeters implements EvaluateMetrics, NotifyMetrics {
  static final String LABELS = "telltale.labels";
  static final String VERDICTS = "telltale.verdicts";
  static final String EVALUATIONS = "telltale.alert.evaluations";
  static final String EVENTS = "telltale.alert.events";
  static final String DELIVERIES = "telltale.deliveries";
  static final String DEAD_LETTERS = "telltale.dead.letters";
  static final String TRUE_RATE = "telltale.signal.true.rate";
  static final String LABEL_VOLUME = "telltale.signal.label.volume";
  static final String STATE = "telltale.alert.state";

  private static final Map<Class<?>, String> STATES =
      Map.of(
          Ok.class, "ok",
          Firing.class, "firing",
          CoolingDown.class, "cooling_down",
          NoData.class, "no_data",
          NoBaseline.class, "no_baseline");

  private final MeterRegistry registry;
  private final Map<Integer, PartitionGauges> gauges = new ConcurrentHashMap<>();

  /** The gauges of what lives in one partition: they come and go together. */
  private record PartitionGauges(MultiGauge trueRate, MultiGauge labelVolume, MultiGauge state) {}

  AlertMeters(MeterRegistry registry, List<String> notifiers) {
    this.registry = registry;
    for (Result result : Result.values()) {
      registry.counter(EVALUATIONS, "result", word(result));
    }
    for (Transition transition : Transition.values()) {
      registry.counter(EVENTS, "transition", word(transition));
    }
    for (String notifier : notifiers) {
      for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
        registry.counter(DELIVERIES, "channel", notifier, "outcome", word(outcome));
      }
    }
  }

  @Override
  public void verdict(Label label) {
    Tags signal = signal(label.getProject(), label.getAgent(), label.getSignal());
    registry
        .counter(
            VERDICTS,
            signal.and(
                "outcome", word(label.getOutcome()), "reason", label.getReason().orElse("none")))
        .increment();
    if (label.getOutcome() == Outcome.LABELLED) {
      registry
          .counter(
              LABELS,
              signal.and(
                  "version",
                  Integer.toString(label.getVersion()),
                  "scope",
                  word(label.getScope()),
                  "value",
                  label.getValue().orElse("none"),
                  "origin",
                  word(label.getOrigin())))
          .increment();
    }
  }

  @Override
  public void evaluation(Result result) {
    registry.counter(EVALUATIONS, "result", word(result)).increment();
  }

  @Override
  public void event(Transition transition) {
    registry.counter(EVENTS, "transition", word(transition)).increment();
  }

  @Override
  public void delivery(String notifier, DeliveryOutcome outcome) {
    registry.counter(DELIVERIES, "channel", notifier, "outcome", word(outcome)).increment();
  }

  @Override
  public void deadLetter(String reason) {
    deadLetter("notify", reason);
  }

  void deadLetter(String stage, String reason) {
    registry.counter(DEAD_LETTERS, "stage", stage, "reason", reason).increment();
  }

  @Override
  public void rolling(int partition, Collection<Rolling> windows) {
    List<Row<?>> rates = new ArrayList<>();
    List<Row<?>> volumes = new ArrayList<>();
    for (Rolling window : windows) {
      Counts counts = window.counts();
      Tags tags =
          signal(window.signal().project(), window.signal().agent(), window.signal().signal())
              .and("window", length(window.window()));
      volumes.add(Row.of(tags, counts.labels()));
      if (counts.labels() > 0 && isBinary(counts)) {
        rates.add(Row.of(tags, (double) counts.of("true") / counts.labels()));
      }
    }
    of(partition).trueRate.register(rates, true);
    of(partition).labelVolume.register(volumes, true);
  }

  @Override
  public void states(int partition, Collection<AlertState> states) {
    List<Row<?>> rows = new ArrayList<>();
    for (AlertState state : states) {
      Tags tags =
          signal(state.getProject(), state.getAgent(), state.getSignal())
              .and("alert", state.getAlert());
      STATES.forEach(
          (type, word) ->
              rows.add(Row.of(tags.and("state", word), type.isInstance(state.getState()) ? 1 : 0)));
    }
    of(partition).state.register(rows, true);
  }

  @Override
  public void left(int partition) {
    PartitionGauges left = gauges.get(partition);
    if (left != null) {
      left.trueRate.register(List.of());
      left.labelVolume.register(List.of());
      left.state.register(List.of());
    }
  }

  private PartitionGauges of(int partition) {
    return gauges.computeIfAbsent(
        partition,
        p ->
            new PartitionGauges(
                MultiGauge.builder(TRUE_RATE)
                    .description("share of labels that are true, 0 to 1")
                    .register(registry),
                MultiGauge.builder(LABEL_VOLUME)
                    .description("targets with a label")
                    .register(registry),
                MultiGauge.builder(STATE)
                    .description("1 for the state that the rule is in, 0 for the others")
                    .register(registry)));
  }

  private static boolean isBinary(Counts counts) {
    return counts.of("true") + counts.of("false") == counts.labels();
  }

  private static Tags signal(String project, String agent, String signal) {
    return Tags.of("project", project, "agent", agent, "signal", signal);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String length(Duration window) {
    long seconds = window.toSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
