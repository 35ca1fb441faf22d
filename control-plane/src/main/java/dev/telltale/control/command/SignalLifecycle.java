// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static dev.telltale.schemas.signal.SignalState.ACTIVE;
import static dev.telltale.schemas.signal.SignalState.ARCHIVED;
import static dev.telltale.schemas.signal.SignalState.DISABLED;
import static dev.telltale.schemas.signal.SignalState.DRAFT;

import dev.telltale.schemas.signal.SignalState;
import java.util.List;
import java.util.Map;

/** Which state may follow which: draft → active ⇄ disabled, archived and back. */
final class SignalLifecycle {
  private static final Map<SignalState, List<SignalState>> NEXT =
      Map.of(
          DRAFT, List.of(ACTIVE, ARCHIVED),
          ACTIVE, List.of(DISABLED, ARCHIVED),
          DISABLED, List.of(ACTIVE, ARCHIVED),
          ARCHIVED, List.of(ACTIVE, DISABLED));

  private SignalLifecycle() {}

  /** The states that may follow one, apart from itself. */
  static List<SignalState> after(SignalState state) {
    return NEXT.getOrDefault(state, List.of());
  }
}
