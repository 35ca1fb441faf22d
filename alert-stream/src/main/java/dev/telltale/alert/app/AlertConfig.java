// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.Schedule;
import dev.telltale.alert.rule.PipelineRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the alert stream runs. Its text form has no secrets.
 *
 * @param interval from one window's end to the next; whole seconds that divide an hour
 * @param settle how long after its end a window is evaluated
 * @param staleAfter how long after its end a window may still be evaluated
 * @param threads that evaluate, 1 or more
 * @param instanceId names this instance for good, so that its partitions wait for it while it
 *     restarts; absent, they are given to others at once
 * @param stateDir where windows are kept between runs
 * @param pipeline whom to tell, and where, when windows are evaluated too late
 * @param delivery how people are told
 */
public record AlertConfig(
    Duration interval,
    Duration settle,
    Duration staleAfter,
    int threads,
    Optional<String> instanceId,
    Path stateDir,
    PipelineRule pipeline,
    DeliveryConfig delivery) {
  /** Refuses what cannot work; windows' times are refused by the schedule. */
  public AlertConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
    }
  }

  /** When windows are evaluated. */
  public Schedule schedule() {
    return new Schedule(interval, settle, staleAfter);
  }

  /** Every minute, half a minute after the window's end. */
  public static AlertConfig defaults() {
    return new AlertConfig(
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        1,
        Optional.empty(),
        Path.of("data", "alerts"),
        PipelineRule.defaults(),
        DeliveryConfig.defaults());
  }
}
