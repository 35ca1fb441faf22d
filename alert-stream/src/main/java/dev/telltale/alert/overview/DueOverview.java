// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.Overview;
import dev.telltale.schemas.alert.Channel;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An overview that is due.
 *
 * @param day the last one that is over where the member is
 * @param channel where it goes
 */
record DueOverview(Member member, Day day, Channel channel) {
  private static final String EMAIL = "email";

  /**
   * Who should have one by now: from the wanted time to the end of that day. Who was away then gets
   * it late, but never yesterday's tomorrow.
   *
   * @param members all of them
   */
  static List<DueOverview> at(Instant now, Collection<Member> members) {
    List<DueOverview> due = new ArrayList<>();
    for (Member member : members) {
      member.getOverview().flatMap(wanted -> due(now, member, wanted)).ifPresent(due::add);
    }
    due.sort(Comparator.comparing(overview -> overview.member.getMember()));
    return due;
  }

  /** Same for every attempt, so that what was sent is not sent again. */
  String id() {
    return String.join(
        "/", "overview", member.getProject(), member.getMember(), day.date().toString());
  }

  private static Optional<DueOverview> due(Instant now, Member member, Overview wanted) {
    if (wanted.getChannel().isEmpty() && member.getAddress().isEmpty()) {
      return Optional.empty();
    }
    try {
      ZonedDateTime there = now.atZone(ZoneId.of(wanted.getTimeZone()));
      if (there.toLocalTime().isBefore(LocalTime.parse(wanted.getAt()))) {
        return Optional.empty();
      }
      Day yesterday = new Day(there.toLocalDate().minusDays(1), there.getZone());
      Channel channel = wanted.getChannel().orElseGet(() -> new Channel(EMAIL, member.getMember()));
      return Optional.of(new DueOverview(member, yesterday, channel));
    } catch (DateTimeException e) {
      // Whoever takes the wish down checks it; here nobody could be asked.
      return Optional.empty();
    }
  }
}
