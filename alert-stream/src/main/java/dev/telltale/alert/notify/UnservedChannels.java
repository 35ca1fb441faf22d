// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;
import java.util.List;

/** Takes what nobody else does: channels that nobody serves, events that nobody can read. */
public final class UnservedChannels implements Notifier {
  private final List<Notifier> others;

  /** Makes one that leaves to the others what is theirs. */
  public UnservedChannels(List<Notifier> others) {
    this.others = List.copyOf(others);
  }

  @Override
  public String name() {
    return "unserved";
  }

  @Override
  public boolean serves(Channel channel) {
    return others.stream().noneMatch(notifier -> notifier.serves(channel));
  }

  @Override
  public boolean isForPeople() {
    return false;
  }

  @Override
  public boolean takesUnreadable() {
    return true;
  }

  @Override
  public void send(Message message, Channel channel) throws DeliveryException {
    String why = channel.getKind().equals("email") ? " (telltale.alerts.smtp.host is not set)" : "";
    throw DeliveryException.lasting(
        "channel " + channel.getKind() + ": not served by this installation" + why);
  }
}
