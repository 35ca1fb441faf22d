// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels are switched off, because so many messages in a row were given up. What others
 * recorded may be told in any order. One thread.
 */
final class ChannelHealth {
  private final int offAfter;
  private final Duration offFor;
  private final Map<ChannelName, Standing> channels = new HashMap<>();

  /** The newest failures since the last success, as many as it takes. */
  private static final class Standing {
    private final List<Instant> failures = new ArrayList<>();
    private Instant lastGood = Instant.MIN;
    private Instant nextTry = Instant.MIN;
  }

  ChannelHealth(int offAfter, Duration offFor) {
    this.offAfter = offAfter;
    this.offFor = offFor;
  }

  /** A delivery that somebody recorded. Whoever starts may try a channel that is off at once. */
  void seen(Delivery delivery) {
    ChannelName channel = ChannelName.of(delivery.getChannel());
    switch (delivery.getOutcome()) {
      case DELIVERED, DIGESTED -> good(channel, delivery.getAt());
      case FAILED -> {
        // What was never tried says nothing about the channel.
        if (delivery.getAttempts() > 0) {
          bad(of(channel), delivery.getAt());
        }
      }
      case MUTED, SWITCHED_OFF -> {}
    }
  }

  /** True when it is off and it is not yet time to try it. */
  boolean isOff(ChannelName channel, Instant now) {
    Standing standing = channels.get(channel);
    return standing != null && isOff(standing) && now.isBefore(standing.nextTry);
  }

  /** A message was taken; true when that switched the channel on again. */
  boolean good(ChannelName channel, Instant at) {
    Standing standing = of(channel);
    boolean wasOff = isOff(standing);
    if (at.isAfter(standing.lastGood)) {
      standing.lastGood = at;
    }
    standing.failures.removeIf(failure -> !failure.isAfter(at));
    return wasOff && !isOff(standing);
  }

  /** A message was given up; true when that switched the channel off. */
  boolean givenUp(ChannelName channel, Instant at) {
    Standing standing = of(channel);
    boolean wasOff = isOff(standing);
    bad(standing, at);
    if (isOff(standing)) {
      standing.nextTry = at.plus(offFor);
    }
    return !wasOff && isOff(standing);
  }

  /** For people. */
  String isOffText(ChannelName channel, String why) {
    return "Channel "
        + channel.text()
        + " is switched off: "
        + offAfter
        + " messages in a row could not be sent ("
        + why
        + "). Messages for it are recorded and not sent; one is tried after "
        + offFor.toMinutes()
        + " min or a restart.";
  }

  /** How many channels are off. */
  int off() {
    return (int) channels.values().stream().filter(this::isOff).count();
  }

  private void bad(Standing standing, Instant at) {
    if (at.isBefore(standing.lastGood)) {
      return;
    }
    standing.failures.add(at);
    if (standing.failures.size() > offAfter) {
      standing.failures.sort(null);
      standing.failures.remove(0);
    }
  }

  private boolean isOff(Standing standing) {
    return standing.failures.size() >= offAfter;
  }

  private Standing of(ChannelName channel) {
    return channels.computeIfAbsent(channel, name -> new Standing());
  }
}
