// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.alert.Significance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When an alert fires.
 *
 * @param value the outcome that is counted; null for metrics that count none or true
 * @param significance null when a change need not be significant
 * @param fireFromZero whether a change from zero counts
 */
public record Condition(
    AlertMetric metric,
    @Nullable String value,
    Comparison comparison,
    Crossing crossing,
    Duration window,
    long minLabels,
    MinLabelsIn minLabelsIn,
    @Nullable Significance significance,
    boolean fireFromZero) {

  static Condition of(AlertRule rule) {
    return new Condition(
        rule.getMetric(),
        rule.getValue().orElse(null),
        rule.getComparison(),
        new Crossing(
            rule.getOperator(), rule.getThreshold(), rule.getRecoveryThreshold().orElse(null)),
        Duration.ofMillis(rule.getWindowMs()),
        rule.getMinLabels(),
        rule.getMinLabelsIn(),
        rule.getSignificance().orElse(null),
        rule.getFireFromZero());
  }
}
