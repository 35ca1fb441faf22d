// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import dev.telltale.alert.notify.Recipient;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.access.Mute;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.Channel;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who reads mail.
 *
 * @param members as they are now
 */
record Mailbox(Supplier<Map<MemberKey, Member>> members) {
  static final String KIND = "email";

  /** Every member of the event's project with an address, or the one whom the channel names. */
  List<Recipient> recipients(AlertEvent event, Channel channel, Instant now) {
    String project = event.getRule().getProject();
    Optional<String> named = channel.getTarget();
    List<Recipient> recipients =
        members.get().values().stream()
            .filter(member -> member.getProject().equals(project))
            .filter(member -> !member.getAddress().isBlank())
            .filter(member -> named.isEmpty() || named.get().equals(member.getMember()))
            .sorted(Comparator.comparing(Member::getMember))
            .map(member -> recipient(member, event, now))
            .toList();
    return recipients.isEmpty()
        ? List.of(Recipient.nobody(channel, nobody(event, named)))
        : recipients;
  }

  /** Empty when there is no such member any more, or none with an address. */
  Optional<String> address(String project, String member) {
    return Optional.ofNullable(members.get().get(new MemberKey(project, member)))
        .map(Member::getAddress)
        .filter(address -> !address.isBlank());
  }

  private static Recipient recipient(Member member, AlertEvent event, Instant now) {
    Channel channel = new Channel(KIND, member.getMember());
    String alert = AlertId.of(event.getRule()).text();
    return member.getMutes().stream()
        .filter(mute -> mute.getAlertId().map(alert::equals).orElse(true))
        .filter(mute -> mute.getUntil().map(now::isBefore).orElse(true))
        .findFirst()
        .map(mute -> Recipient.muted(channel, why(mute)))
        .orElseGet(() -> Recipient.of(channel));
  }

  private static String why(Mute mute) {
    return (mute.getAlertId().isPresent() ? "muted" : "all alerts muted")
        + mute.getUntil().map(until -> " until " + until).orElse("");
  }

  private static String nobody(AlertEvent event, Optional<String> named) {
    return "project "
        + event.getRule().getProject()
        + " has no member "
        + named.map(name -> name + " ").orElse("")
        + "with an address";
  }
}
