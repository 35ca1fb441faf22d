// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The windows and cooldowns that an alert may have. Short ones exist only where somebody wants to
 * see an alert within a minute, such as the demo.
 *
 * @param shortOnes allows windows from 10 s to 4 min and cooldowns from 10 s to 10 min too, in
 *     steps of 10 s
 */
public record AlertTimes(boolean shortOnes) {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final List<Duration> WINDOWS =
      List.of(
          ofMinutes(5),
          ofMinutes(10),
          ofMinutes(15),
          ofMinutes(30),
          ofHours(1),
          ofHours(3),
          ofHours(6),
          ofHours(24),
          ofHours(48));
  private static final List<Duration> COOLDOWNS =
      List.of(ZERO, ofMinutes(15), ofHours(1), ofHours(6), ofHours(24));

  boolean allowsWindow(Duration window) {
    return WINDOWS.contains(window) || isShort(window, ofMinutes(4));
  }

  boolean allowsCooldown(Duration cooldown) {
    return COOLDOWNS.contains(cooldown) || isShort(cooldown, ofMinutes(10));
  }

  /** For messages. */
  String windows() {
    return text(WINDOWS, "10s to 4m");
  }

  /** For messages. */
  String cooldowns() {
    return text(COOLDOWNS, "10s to 10m");
  }

  private boolean isShort(Duration duration, Duration longest) {
    return shortOnes
        && duration.compareTo(STEP) >= 0
        && duration.compareTo(longest) <= 0
        && duration.toSeconds() % STEP.toSeconds() == 0;
  }

  private String text(List<Duration> durations, String shortText) {
    List<String> texts = new ArrayList<>();
    if (shortOnes) {
      texts.add(shortText);
    }
    durations.forEach(duration -> texts.add(Durations.text(duration)));
    return String.join(", ", texts);
  }
}
