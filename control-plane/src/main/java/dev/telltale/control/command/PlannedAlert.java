// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Place;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.RuleSentence;
import java.util.List;
import java.util.Optional;

/**
 * What applying an alert's document does.
 *
 * @param rule the alert once it is applied
 */
public record PlannedAlert(Place place, Change change, List<String> fields, AlertRule rule)
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
    return List.of();
  }

  @Override
  public Optional<String> sentence() {
    return Optional.of(RuleSentence.of(rule));
  }
}
