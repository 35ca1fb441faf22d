// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Problem;
import java.util.List;

/**
 * What applying documents would do.
 *
 * @param documents in their order; worth nothing when there is a problem
 * @param problems why it may not be done
 */
record Plan(List<Planned> documents, List<Problem> problems) {
  /** Signals to write. */
  List<PlannedSignal> signals() {
    return changed(PlannedSignal.class);
  }

  /** Alerts to write. */
  List<PlannedAlert> alerts() {
    return changed(PlannedAlert.class);
  }

  private <T extends Planned> List<T> changed(Class<T> kind) {
    return documents.stream()
        .filter(planned -> planned.change() != Change.UNCHANGED)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
