// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalKey;
import java.util.OptionalInt;

/**
 * Which verdicts are asked for.
 *
 * @param version only that version's; empty for all
 * @param axis over which time of the targets
 */
public record Question(SignalKey signal, OptionalInt version, Axis axis) {
  boolean wants(Label label) {
    return version.isEmpty() || version.getAsInt() == label.getVersion();
  }
}
