// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.MoreToSee;
import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a mail's reader gets no more of them.
 *
 * @param text for people, without the link
 * @param link absent when none can be made
 */
record Farewell(String text, Optional<URI> link) {

  static Farewell of(Message message, String member, Optional<UnsubscribeLinks> links) {
    String why = "You get this as member " + member + " of project " + message.project() + ".";
    Set<AlertId> alerts =
        message.events().stream()
            .map(AlertEvent::getRule)
            .map(AlertId::of)
            .collect(Collectors.toSet());
    if (links.isPresent() && alerts.size() < 2) {
      Claim claim =
          new Claim(message.project(), member, alerts.stream().findFirst().map(AlertId::text));
      String what = alerts.isEmpty() ? "the daily overview" : "this alert";
      return new Farewell(why + " No more of " + what + ":", Optional.of(links.get().of(claim)));
    }
    return new Farewell(
        why + " No more of it: " + command(message, member, alerts), Optional.empty());
  }

  private static String command(Message message, String member, Set<AlertId> alerts) {
    if (message.events().isEmpty()) {
      return "telltale member overview " + member + " --off";
    }
    boolean one = alerts.size() == 1;
    return "telltale alert mute "
        + (one ? MoreToSee.name(message.events().get(0).getRule()) : "AGENT/SIGNAL/ALERT")
        + " --member "
        + member;
  }
}
