// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.webhook;

import java.net.URI;

/**
 * Where signed messages go. Its text form has no secret.
 *
 * @param url an http or https address; may itself be a secret
 * @param secret that signs; 16 characters or more
 */
public record WebhookTarget(URI url, String secret) {
  private static final int SHORTEST = 16;

  /** Refuses what cannot be called, and a secret that can be guessed. */
  public WebhookTarget {
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      throw new IllegalArgumentException(
          "url: not shown, as it may be a secret (expected: an http or https address)");
    }
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "secret: " + secret.length() + " characters (expected: " + SHORTEST + " or more)");
    }
  }

  @Override
  public String toString() {
    return "WebhookTarget[host=" + url.getHost() + ", secret=set, not shown]";
  }
}
