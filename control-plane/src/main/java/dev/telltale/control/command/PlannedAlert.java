// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertFields;
import dev.telltale.control.manifest.Place;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.RuleSentence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What applying an alert's document does.
 *
 * @param before the alert as it was; null when it is created
 * @param rule the alert once it is applied
 * @param warnings what its author may not have meant
 */
public record PlannedAlert(
    Place place,
    Change change,
    List<String> fields,
    @Nullable AlertRule before,
    AlertRule rule,
    List<String> warnings)
    implements Planned {
  @Override
  public String kind() {
    return "alert";
  }

  @Override
  public String key() {
    return AlertId.of(rule).text();
  }

  @Override
  public int version() {
    return rule.getRevision();
  }

  @Override
  public List<FieldChange> diff() {
    return before == null ? List.of() : FieldChange.between(fields(before), fields(rule));
  }

  private static Map<String, Object> fields(AlertRule rule) {
    Map<String, Object> fields = AlertFields.of(rule);
    fields.put("archived", rule.getArchived());
    return fields;
  }

  @Override
  public Optional<String> sentence() {
    return Optional.of(RuleSentence.of(rule));
  }
}
