// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertDraft;
import dev.telltale.control.manifest.Condition;
import dev.telltale.control.manifest.Crossing;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Operator;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plans what an alert's document does; {@link AlertRules} says whether it may. Pure. */
final class AlertPlanner {
  /** The fields whose change makes a revision, as manifests call them. */
  private static final Map<String, Function<AlertRule, Object>> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put("name", AlertRule::getName);
    FIELDS.put("metric", AlertRule::getMetric);
    FIELDS.put("value", AlertRule::getValue);
    FIELDS.put("comparison", AlertRule::getComparison);
    FIELDS.put("fires", rule -> List.of(rule.getOperator(), rule.getThreshold()));
    FIELDS.put("recovery", AlertRule::getRecoveryThreshold);
    FIELDS.put("window", AlertRule::getWindowMs);
    FIELDS.put("minLabels", AlertRule::getMinLabels);
    FIELDS.put("minLabelsIn", AlertRule::getMinLabelsIn);
    FIELDS.put("significance", AlertRule::getSignificance);
    FIELDS.put("fireFromZero", AlertRule::getFireFromZero);
    FIELDS.put("cooldown", AlertRule::getCooldownMs);
    FIELDS.put("severity", AlertRule::getSeverity);
    FIELDS.put("noData", AlertRule::getNoData);
    FIELDS.put("notifyRecovery", AlertRule::getNotifyRecovery);
    FIELDS.put("notify", AlertRule::getChannels);
    FIELDS.put("enabled", AlertRule::getEnabled);
    FIELDS.put("archived", AlertRule::getArchived);
  }

  private AlertPlanner() {}

  /**
   * Plans a document.
   *
   * @param current the alert as it is, if there is one
   * @param crossing the line, with the direction that was written or suggested
   * @param warnings what its author may not have meant
   */
  static PlannedAlert plan(
      AlertDraft draft,
      @Nullable AlertRule current,
      Crossing crossing,
      List<String> warnings,
      Author author) {
    if (current == null) {
      AlertRule rule = rule(draft, crossing, 1, author, author.at(), author.at());
      return new PlannedAlert(draft.place(), Change.CREATED, List.of(), null, rule, warnings);
    }
    AlertRule next =
        rule(
            draft,
            crossing,
            current.getRevision() + 1,
            author,
            current.getCreatedAt(),
            author.after(current.getUpdatedAt()));
    List<String> fields = differences(current, next);
    return fields.isEmpty()
        ? new PlannedAlert(draft.place(), Change.UNCHANGED, List.of(), current, current, List.of())
        : new PlannedAlert(draft.place(), Change.CHANGED, fields, current, next, warnings);
  }

  private static List<String> differences(AlertRule before, AlertRule after) {
    return FIELDS.entrySet().stream()
        .filter(
            field -> !Objects.equals(field.getValue().apply(before), field.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static AlertRule rule(
      AlertDraft draft,
      Crossing crossing,
      int revision,
      Author author,
      Instant createdAt,
      Instant updatedAt) {
    Condition condition = draft.condition();
    Operator operator = crossing.operator();
    return AlertRule.newBuilder()
        .setProject(author.project())
        .setAgent(draft.signal().agent())
        .setSignal(draft.signal().signal())
        .setAlert(draft.alert())
        .setName(draft.name())
        .setRevision(revision)
        .setMetric(condition.metric())
        .setValue(condition.value())
        .setComparison(condition.comparison())
        .setOperator(operator == null ? Operator.AT_OR_ABOVE : operator)
        .setThreshold(crossing.threshold())
        .setRecoveryThreshold(crossing.recovery())
        .setWindowMs(condition.window().toMillis())
        .setMinLabels(condition.minLabels())
        .setMinLabelsIn(condition.minLabelsIn())
        .setSignificance(condition.significance())
        .setFireFromZero(condition.fireFromZero())
        .setCooldownMs(draft.cooldown().toMillis())
        .setEnabled(draft.enabled())
        .setArchived(draft.archived())
        .setSeverity(draft.severity())
        .setNoData(draft.noData())
        .setNotifyRecovery(draft.notifyRecovery())
        .setChannels(draft.channels())
        .setCreatedAt(createdAt)
        .setUpdatedAt(updatedAt)
        .setAuthor(author.name())
        .build();
  }
}
