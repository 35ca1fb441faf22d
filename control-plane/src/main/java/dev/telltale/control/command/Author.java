// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who changes definitions, and when.
 *
 * @param project the project whose definitions they are
 * @param name the name of the access key; null for somebody without one
 * @param at in milliseconds, as records keep it
 */
record Author(String project, @Nullable String name, Instant at) {
  Author {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** The moment of a change that follows another: histories never go back, whatever clocks do. */
  Instant after(Instant before) {
    return at.isBefore(before) ? before : at;
  }
}
