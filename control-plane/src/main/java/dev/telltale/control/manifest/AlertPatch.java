// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an alert's fields, by {@link MergePatch}. What had a meaning only with the metric or
 * the comparison that is changed goes with it.
 */
final class AlertPatch {
  private static final List<String> OF_METRIC = List.of("value", "fires", "recovery", "minLabels");
  private static final List<String> OF_COMPARISON =
      List.of("fires", "recovery", "minLabelsIn", "significance", "fireFromZero");

  private final Map<String, @Nullable Object> changes;

  AlertPatch(Map<String, @Nullable Object> changes) {
    this.changes = changes;
  }

  /** The fields of an alert once it is changed. */
  Map<String, Object> on(AlertRule current) {
    Map<String, Object> fields = AlertFields.of(current);
    if (differs("metric", fields)) {
      OF_METRIC.forEach(fields::remove);
      fields.remove("significance");
    }
    if (differs("comparison", fields)) {
      OF_COMPARISON.forEach(fields::remove);
    }
    return MergePatch.merged(fields, changes);
  }

  /** What an edit cannot change. */
  List<Problem> problems(AlertRule current) {
    List<Problem> problems = new ArrayList<>();
    refuseOther("agent", current.getAgent(), problems);
    refuseOther("signal", current.getSignal(), problems);
    refuseOther("alert", current.getAlert(), problems);
    return problems;
  }

  private boolean differs(String field, Map<String, Object> fields) {
    return changes.containsKey(field)
        && !String.valueOf(fields.get(field)).equals(changes.get(field));
  }

  private void refuseOther(String field, String current, List<Problem> problems) {
    if (changes.containsKey(field) && !current.equals(changes.get(field))) {
      problems.add(
          Place.REQUEST.problem(
              field, "cannot be changed (expected: " + current + ", or a new alert)"));
    }
  }
}
