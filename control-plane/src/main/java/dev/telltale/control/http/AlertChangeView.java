// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.command.FieldChange;
import dev.telltale.control.command.PlannedAlert;
import java.util.List;
import java.util.Locale;

/**
 * What became of one alert.
 *
 * @param change created, changed or unchanged
 * @param dryRun true when nothing was written
 * @param fields those that differ
 * @param diff the same with what they were and are; none when it was created
 * @param warnings what its author may not have meant
 * @param alert as it is now, or would be
 */
record AlertChangeView(
    String change,
    boolean dryRun,
    List<String> fields,
    List<FieldChange> diff,
    List<String> warnings,
    AlertView alert) {

  static AlertChangeView of(PlannedAlert planned, boolean dryRun) {
    return new AlertChangeView(
        planned.change().name().toLowerCase(Locale.ROOT),
        dryRun,
        planned.fields(),
        planned.diff(),
        planned.warnings(),
        AlertView.of(planned.rule()));
  }
}
