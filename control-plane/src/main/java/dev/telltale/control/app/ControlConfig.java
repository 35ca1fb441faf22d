// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import dev.telltale.control.canary.CanarySettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How a control plane runs.
 *
 * @param port of the API; 0 for any that is free
 * @param bind the address it listens on
 * @param anonymous lets everybody in without a key, as project {@code default}; without it, that is
 *     so only on a loopback address as long as there is no key
 * @param shortWindows allows windows under 5 minutes and cooldowns under 15, for demos
 * @param llmConfigured whether the judge has a language model, so that signals may ask for it
 * @param startTimeout for Kafka at the start, and then for each topic to be read to its end
 * @param readBackTimeout until what was written has been read
 * @param unsubscribeSecret that links in messages are made with, which mute without a login; empty
 *     when there are no such links
 * @param canaries whether and how often judges are asked again what people have labelled
 */
public record ControlConfig(
    int port,
    String bind,
    boolean anonymous,
    boolean shortWindows,
    boolean llmConfigured,
    Duration startTimeout,
    Duration readBackTimeout,
    Optional<String> unsubscribeSecret,
    CanarySettings canaries) {
  /** Refuses what could not run. */
  public ControlConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    if (bind.isBlank()) {
      throw new IllegalArgumentException("bind: empty (expected: an address of this machine)");
    }
    requirePositive("startTimeout", startTimeout);
    requirePositive("readBackTimeout", readBackTimeout);
  }

  /** Without links in messages, and with a canary a day. */
  public ControlConfig(
      int port,
      String bind,
      boolean anonymous,
      boolean shortWindows,
      boolean llmConfigured,
      Duration startTimeout,
      Duration readBackTimeout) {
    this(
        port,
        bind,
        anonymous,
        shortWindows,
        llmConfigured,
        startTimeout,
        readBackTimeout,
        Optional.empty(),
        CanarySettings.defaults());
  }

  /** Port 8080 on this machine only. */
  public static ControlConfig defaults() {
    return new ControlConfig(
        8080, "127.0.0.1", false, false, false, Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "ControlConfig[" + bind + ':' + port + ']';
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: more than 0)");
    }
  }
}
