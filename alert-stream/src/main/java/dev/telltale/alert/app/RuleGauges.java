// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.CoolingDown;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoBaseline;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Unknown;
import dev.telltale.schemas.signal.SignalKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the rules of one partition of labels stand: their states, what they observed and the
 * threshold that it was held against. Both have the unit of the rule's comparison: a percentage, or
 * the metric itself (a rate from 0 to 1, a count, seconds).
 */
final class RuleGauges {
  private static final Map<Class<?>, String> STATES =
      Map.of(
          Ok.class, "ok",
          Firing.class, "firing",
          CoolingDown.class, "cooling_down",
          NoData.class, "no_data",
          NoBaseline.class, "no_baseline",
          Unknown.class, "unknown");

  private final MultiGauge state;
  private final MultiGauge observed;
  private final MultiGauge threshold;

  RuleGauges(MeterRegistry registry) {
    state =
        PartitionGauges.gauge(
            registry,
            "telltale.alert.state",
            "1 for the state that the rule is in, 0 for the others");
    observed =
        PartitionGauges.gauge(
            registry,
            "telltale.alert.observed",
            "what the threshold is held against; absent without enough labels");
    threshold =
        PartitionGauges.gauge(registry, "telltale.alert.threshold", "the line that a rule draws");
  }

  private static AlertId id(AlertState state) {
    return new AlertId(
        new SignalKey(state.getProject(), state.getAgent(), state.getSignal()), state.getAlert());
  }

  /** Shows the states of these rules and no others. */
  void show(Collection<AlertRule> rules, Collection<AlertState> states) {
    Map<String, AlertRule> byId =
        rules.stream()
            .collect(Collectors.toMap(rule -> AlertId.of(rule).text(), rule -> rule, (a, b) -> b));
    List<Row<?>> stands = new ArrayList<>();
    List<Row<?>> seen = new ArrayList<>();
    List<Row<?>> lines = new ArrayList<>();
    for (AlertState at : states) {
      Tags alert = AlertMeters.alert(at);
      STATES.forEach(
          (type, word) ->
              stands.add(Row.of(alert.and("state", word), type.isInstance(at.getState()) ? 1 : 0)));
      AlertRule rule = byId.get(id(at).text());
      if (rule == null) {
        continue;
      }
      Tags measured =
          alert.and(
              "metric",
              AlertMeters.word(rule.getMetric()),
              "comparison",
              AlertMeters.word(rule.getComparison()));
      lines.add(Row.of(measured, rule.getThreshold()));
      at.getObserved().ifPresent(value -> seen.add(Row.of(measured, value)));
    }
    state.register(stands, true);
    observed.register(seen, true);
    threshold.register(lines, true);
  }
}
