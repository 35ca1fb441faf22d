// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.DeliveryOutcome;
import java.util.Optional;

/**
 * One who gets an event's message, or does not.
 *
 * @param channel what is recorded of it
 * @param withheld why nothing is sent; absent when it is
 */
public record Recipient(Channel channel, Optional<Withheld> withheld) {
  /**
   * Why nothing is sent.
   *
   * @param outcome what is recorded instead
   * @param reason for people
   */
  public record Withheld(DeliveryOutcome outcome, String reason) {}

  /** Gets it. */
  public static Recipient of(Channel channel) {
    return new Recipient(channel, Optional.empty());
  }

  /** Does not want it. */
  public static Recipient muted(Channel channel, String reason) {
    return new Recipient(channel, Optional.of(new Withheld(DeliveryOutcome.MUTED, reason)));
  }

  /** Nobody is there. */
  public static Recipient nobody(Channel channel, String reason) {
    return new Recipient(channel, Optional.of(new Withheld(DeliveryOutcome.FAILED, reason)));
  }
}
