// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;
import java.time.Duration;
import java.util.List;

/**
 * How messages are sent.
 *
 * @param patience with one message
 * @param perMinute so many messages a channel gets in a minute, others wait; 1 or more
 * @param digestAfter so many go out on their own in a minute, the rest in one message; 1 or more
 * @param offAfter so many in a row given up switch a channel off; 1 or more
 * @param offFor how long until a channel that is off gets one message to try
 * @param within what is older is not sent
 * @param defaultChannels of rules that name none
 * @param more where messages lead to
 */
public record DeliverySettings(
    Patience patience,
    int perMinute,
    int digestAfter,
    int offAfter,
    Duration offFor,
    Duration within,
    List<Channel> defaultChannels,
    MoreToSee more) {
  /** Refuses what would send nothing. */
  public DeliverySettings {
    positive("per-minute", perMinute);
    positive("digest-after", digestAfter);
    positive("off-after", offAfter);
    positive("off-for", offFor);
    positive("deliver-within", within);
    defaultChannels = List.copyOf(defaultChannels);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
  }

  private static void positive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: such as 1h)");
    }
  }
}
