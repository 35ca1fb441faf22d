// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import java.net.URI;
import java.util.Optional;

/**
 * How to reach Slack. Its text form has no secrets.
 *
 * @param webhook an incoming webhook, which posts to the one channel that it was made for: a secret
 * @param token of a bot that may chat:write: a secret
 * @param channel where the bot posts when a rule names no channel
 * @param api where the bot's methods are, such as https://slack.com/api/
 */
public record SlackSettings(
    Optional<URI> webhook, Optional<String> token, Optional<String> channel, URI api) {
  /** Where everybody's Slack is. */
  public static final URI API = URI.create("https://slack.com/api/");

  /** Refuses what is no address, and shows none that is a secret. */
  public SlackSettings {
    if (webhook.isPresent() && !isWeb(webhook.get())) {
      throw new IllegalArgumentException(
          "slack-webhook: not shown, as it is a secret (expected: an http or https address)");
    }
    if (!isWeb(api)) {
      throw new IllegalArgumentException(
          "slack-api-url: " + api + " (expected: such as https://slack.com/api/)");
    }
    if (token.isPresent() && !token.get().matches("xox[a-z]-\\S+")) {
      throw new IllegalArgumentException(
          "slack-token: not shown, as it is a secret (expected: a bot's token, xoxb-…)");
    }
    if (!api.toString().endsWith("/")) {
      api = URI.create(api + "/");
    }
  }

  /** Nothing. */
  public static SlackSettings none() {
    return new SlackSettings(Optional.empty(), Optional.empty(), Optional.empty(), API);
  }

  @Override
  public String toString() {
    return "SlackSettings[webhook="
        + webhook.map(secret -> "set, not shown").orElse("none")
        + ", token="
        + token.map(secret -> "set, not shown").orElse("none")
        + ", channel="
        + channel.orElse("none")
        + ", api="
        + api
        + "]";
  }

  private static boolean isWeb(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null;
  }
}
