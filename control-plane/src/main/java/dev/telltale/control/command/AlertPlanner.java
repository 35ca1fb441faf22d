// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertDraft;
import dev.telltale.control.manifest.Problem;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plans what an alert's document does. Pure. */
final class AlertPlanner {
  /** The fields whose change makes a revision, as manifests call them. */
  private static final Map<String, Function<AlertRule, Object>> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put("name", AlertRule::getName);
    FIELDS.put("metric", AlertRule::getMetric);
    FIELDS.put("comparison", AlertRule::getComparison);
    FIELDS.put("fires", rule -> List.of(rule.getOperator(), rule.getThreshold()));
    FIELDS.put("window", AlertRule::getWindowMs);
    FIELDS.put("minLabels", AlertRule::getMinLabels);
    FIELDS.put("cooldown", AlertRule::getCooldownMs);
    FIELDS.put("severity", AlertRule::getSeverity);
    FIELDS.put("notify", AlertRule::getChannels);
    FIELDS.put("enabled", AlertRule::getEnabled);
    FIELDS.put("archived", AlertRule::getArchived);
  }

  private AlertPlanner() {}

  /**
   * Plans a document.
   *
   * @param current the alert as it is, if there is one
   */
  static PlannedAlert plan(AlertDraft draft, @Nullable AlertRule current, Author author) {
    if (current == null) {
      AlertRule rule = rule(draft, 1, author, author.at(), author.at());
      return new PlannedAlert(draft.place(), Change.CREATED, List.of(), rule);
    }
    AlertRule next =
        rule(
            draft,
            current.getRevision() + 1,
            author,
            current.getCreatedAt(),
            author.after(current.getUpdatedAt()));
    List<String> fields = differences(current, next);
    return fields.isEmpty()
        ? new PlannedAlert(draft.place(), Change.UNCHANGED, List.of(), current)
        : new PlannedAlert(draft.place(), Change.CHANGED, fields, next);
  }

  /** Notes a metric that a signal of this type does not have. */
  static void refuseMetric(AlertDraft draft, SignalType type, List<Problem> problems) {
    if (draft.metric() == AlertMetric.TRUE_RATE && type != SignalType.BINARY) {
      problems.add(
          draft
              .place()
              .problem(
                  "metric",
                  "true_rate (expected: label_volume, as " + draft.signal() + " is not binary)"));
    }
  }

  private static List<String> differences(AlertRule before, AlertRule after) {
    return FIELDS.entrySet().stream()
        .filter(
            field -> !Objects.equals(field.getValue().apply(before), field.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static AlertRule rule(
      AlertDraft draft, int revision, Author author, Instant createdAt, Instant updatedAt) {
    return AlertRule.newBuilder()
        .setProject(author.project())
        .setAgent(draft.signal().agent())
        .setSignal(draft.signal().signal())
        .setAlert(draft.alert())
        .setName(draft.name())
        .setRevision(revision)
        .setMetric(draft.metric())
        .setComparison(draft.comparison())
        .setOperator(draft.operator())
        .setThreshold(draft.threshold())
        .setWindowMs(draft.window().toMillis())
        .setMinLabels(draft.minLabels())
        .setCooldownMs(draft.cooldown().toMillis())
        .setEnabled(draft.enabled())
        .setSeverity(draft.severity())
        .setChannels(draft.channels())
        .setCreatedAt(createdAt)
        .setUpdatedAt(updatedAt)
        .setAuthor(author.name())
        .build();
  }
}
