// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Significance;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as the fields of a manifest that would make it: what is absent there is absent here. The
 * way back of {@link AlertReader}.
 */
public final class AlertFields {
  private AlertFields() {}

  /** All fields of an alert as it is, in the order of manifests. */
  public static Map<String, Object> of(AlertRule rule) {
    boolean isChange = rule.getComparison() != Comparison.ABSOLUTE;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("agent", rule.getAgent());
    fields.put("signal", rule.getSignal());
    fields.put("alert", rule.getAlert());
    fields.put("name", rule.getName());
    fields.put("metric", Words.of(rule.getMetric()));
    rule.getValue().ifPresent(value -> fields.put("value", value));
    fields.put("comparison", Words.of(rule.getComparison()));
    fields.put("fires", fires(rule));
    Double recovery = recovery(rule);
    if (recovery != null) {
      fields.put("recovery", recovery);
    }
    fields.put("window", Durations.text(Duration.ofMillis(rule.getWindowMs())));
    if (isChange || rule.getMetric() != AlertMetric.LABEL_VOLUME) {
      fields.put("minLabels", rule.getMinLabels());
    }
    if (isChange) {
      fields.put("minLabelsIn", Words.of(rule.getMinLabelsIn()));
    }
    rule.getSignificance().ifPresent(wanted -> fields.put("significance", significance(wanted)));
    if (rule.getComparison() == Comparison.PERCENT_CHANGE) {
      fields.put("fireFromZero", rule.getFireFromZero());
    }
    fields.put("cooldown", Durations.text(Duration.ofMillis(rule.getCooldownMs())));
    fields.put("severity", Words.of(rule.getSeverity()));
    fields.put("noData", Words.of(rule.getNoData()));
    fields.put("notifyRecovery", rule.getNotifyRecovery());
    fields.put("notify", rule.getChannels().stream().map(ChannelText::of).toList());
    fields.put("enabled", rule.getEnabled());
    return fields;
  }

  /** The line that it fires at, such as: falls by 20. */
  public static String fires(AlertRule rule) {
    return Line.text(rule.getComparison(), rule.getOperator(), rule.getThreshold());
  }

  /** The line of recovery in the unit and direction of {@link #fires}; null when it is the same. */
  public static @Nullable Double recovery(AlertRule rule) {
    boolean isFall =
        rule.getComparison() != Comparison.ABSOLUTE && rule.getOperator() == Operator.AT_OR_BELOW;
    return rule.getRecoveryThreshold().map(line -> isFall ? 0.0 - line : line).orElse(null);
  }

  /** What a significant change needs, its confidence in percent. */
  public static Map<String, Object> significance(Significance wanted) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "confidence", BigDecimal.valueOf(wanted.getConfidence()).movePointRight(2).doubleValue());
    fields.put("evaluations", wanted.getEvaluations());
    return fields;
  }
}
