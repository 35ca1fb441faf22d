// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import java.time.Duration;

/**
 * Whether and how often judges are asked again what people have labelled.
 *
 * @param enabled false: nothing is asked by itself, and no drift is told
 * @param every from one canary of a signal to the next, a minute or more
 */
public record CanarySettings(boolean enabled, Duration every) {
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** Refuses what would ask without a pause. */
  public CanarySettings {
    if (every.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "canary.every: " + every + " (expected: " + SHORTEST + " or more)");
    }
  }

  /** Once a day. */
  public static CanarySettings defaults() {
    return new CanarySettings(true, Duration.ofDays(1));
  }
}
