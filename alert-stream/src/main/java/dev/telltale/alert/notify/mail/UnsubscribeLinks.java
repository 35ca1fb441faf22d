// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.access.UnsubscribeToken;
import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import java.net.URI;

/**
 * Links with which a member ends messages without a login. Its text form has no secret.
 *
 * @param base where the control plane is reached from outside
 * @param secret the same as the control plane's; 16 characters or more
 */
public record UnsubscribeLinks(URI base, String secret) {
  private static final int SHORTEST = 16;

  /** Refuses a secret that can be guessed, and what is no address. */
  public UnsubscribeLinks {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "unsubscribe-secret: "
              + secret.length()
              + " characters (expected: "
              + SHORTEST
              + " or more)");
    }
    if (base.getHost() == null) {
      throw new IllegalArgumentException(
          "public-url: " + base + " (expected: such as https://telltale.example.test)");
    }
  }

  /** The link of a claim. */
  public URI of(Claim claim) {
    String root = base.toString().replaceAll("/+$", "");
    return URI.create(root + "/unsubscribe/" + UnsubscribeToken.of(claim, secret.getBytes(UTF_8)));
  }

  @Override
  public String toString() {
    return "UnsubscribeLinks[base=" + base + ", secret=set, not shown]";
  }
}
