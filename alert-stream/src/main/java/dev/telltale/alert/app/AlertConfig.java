// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import java.net.URI;
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
 * @param stateDir where windows are kept between runs
 * @param slackWebhook the incoming webhook for channels of kind slack: a secret
 * @param deliveryTimeout of one request to a channel
 * @param deliveryAttempts how often a message is tried, 1 or more
 * @param deliveryPause before the second attempt; doubles from there on, up to 30 s
 */
public record AlertConfig(
    Duration interval,
    Duration settle,
    Duration staleAfter,
    int threads,
    Path stateDir,
    Optional<URI> slackWebhook,
    Duration deliveryTimeout,
    int deliveryAttempts,
    Duration deliveryPause) {
  /** Refuses what cannot work; windows' times are refused by the schedule, attempts by patience. */
  public AlertConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
    }
    if (deliveryTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "deliveryTimeout: " + deliveryTimeout + " (expected: at least a millisecond)");
    }
    if (slackWebhook.isPresent() && !isWeb(slackWebhook.get())) {
      throw new IllegalArgumentException(
          "slackWebhook: not shown, as it is a secret (expected: an http or https address)");
    }
  }

  /** Every minute, half a minute after the window's end. */
  public static AlertConfig defaults() {
    return new AlertConfig(
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        1,
        Path.of("data", "alerts"),
        Optional.empty(),
        Duration.ofSeconds(10),
        6,
        Duration.ofSeconds(1));
  }

  @Override
  public String toString() {
    return "AlertConfig[interval="
        + interval
        + ", settle="
        + settle
        + ", staleAfter="
        + staleAfter
        + ", threads="
        + threads
        + ", stateDir="
        + stateDir
        + ", slackWebhook="
        + slackWebhook.map(secret -> "set, not shown").orElse("none")
        + ", deliveryTimeout="
        + deliveryTimeout
        + ", deliveryAttempts="
        + deliveryAttempts
        + ", deliveryPause="
        + deliveryPause
        + "]";
  }

  private static boolean isWeb(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null;
  }
}
