// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Place;
import dev.telltale.control.manifest.SignalFields;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What applying a signal's document does.
 *
 * @param before the signal as it was; null when it is created
 * @param definition the signal once it is applied
 */
public record PlannedSignal(
    Place place,
    Change change,
    List<String> fields,
    @Nullable SignalDefinition before,
    SignalDefinition definition)
    implements Planned {
  @Override
  public String kind() {
    return "signal";
  }

  @Override
  public String key() {
    return SignalKey.of(definition).text();
  }

  @Override
  public int version() {
    return new SignalHistory(definition).version().getVersion();
  }

  @Override
  public List<FieldChange> diff() {
    return before == null
        ? List.of()
        : FieldChange.between(SignalFields.of(before), SignalFields.of(definition));
  }

  @Override
  public Optional<String> sentence() {
    return Optional.empty();
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }
}
