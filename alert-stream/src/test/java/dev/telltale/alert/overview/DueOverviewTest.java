// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.Overview;
import dev.telltale.schemas.access.Role;
import dev.telltale.schemas.alert.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueOverviewTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void itIsDueFromTheWantedLocalTimeOnAndTellsOfYesterday() {
    Member ann = member("ann", "ann@example.org", "09:00", "Europe/Berlin", null);

    assertThat(DueOverview.at(Instant.parse("2026-03-02T07:59:59Z"), List.of(ann))).isEmpty();
    assertThat(DueOverview.at(Instant.parse("2026-03-02T08:00:00Z"), List.of(ann)))
        .extracting(DueOverview::day, DueOverview::channel)
        .containsExactly(
            tuple(new Day(LocalDate.parse("2026-03-01"), BERLIN), new Channel("email", "ann")));
  }

  @Test
  void whoWasAwayGetsItLateButNotTheNextDay() {
    Member ann = member("ann", "ann@example.org", "09:00", "Europe/Berlin", null);

    assertThat(DueOverview.at(Instant.parse("2026-03-02T22:59:00Z"), List.of(ann))).hasSize(1);
    assertThat(DueOverview.at(Instant.parse("2026-03-02T23:30:00Z"), List.of(ann))).isEmpty();
  }

  @Test
  void everyAttemptOfADayHasTheSameIdAndTheNextDayAnother() {
    Member ann = member("ann", "ann@example.org", "09:00", "UTC", null);

    String first = id("2026-03-02T09:00:00Z", ann);

    assertThat(id("2026-03-02T17:00:00Z", ann)).isEqualTo(first);
    assertThat(id("2026-03-03T09:00:00Z", ann)).isNotEqualTo(first);
  }

  @Test
  void aChannelNeedsNoAddressAndAMemberWithoutEitherGetsNothing() {
    Member team = member("team", "", "09:00", "UTC", new Channel("slack", "#agents"));
    Member nobody = member("nobody", "", "09:00", "UTC", null);
    Member silent = Member.newBuilder(nobody).setMember("silent").setOverview(null).build();

    assertThat(DueOverview.at(Instant.parse("2026-03-02T10:00:00Z"), List.of(team, nobody, silent)))
        .extracting(DueOverview::channel)
        .containsExactly(new Channel("slack", "#agents"));
  }

  @Test
  void aZoneThatNobodyKnowsHoldsNobodyElseUp() {
    Member lost = member("lost", "l@example.org", "09:00", "Mars/Olympus", null);
    Member ann = member("ann", "ann@example.org", "09:00", "UTC", null);

    assertThat(DueOverview.at(Instant.parse("2026-03-02T10:00:00Z"), List.of(lost, ann)))
        .extracting(overview -> overview.member().getMember())
        .containsExactly("ann");
  }

  @Test
  void aDayIsAsLongAsItsClocksMakeIt() {
    Day spring = new Day(LocalDate.parse("2026-03-29"), BERLIN);
    Day autumn = new Day(LocalDate.parse("2026-10-25"), BERLIN);

    assertThat(Duration.between(spring.from(), spring.to())).isEqualTo(Duration.ofHours(23));
    assertThat(Duration.between(autumn.from(), autumn.to())).isEqualTo(Duration.ofHours(25));
    assertThat(spring.before().to()).isEqualTo(spring.from());
    assertThat(spring.has(spring.from())).isTrue();
    assertThat(spring.has(spring.to())).isFalse();
  }

  private static String id(String now, Member member) {
    return DueOverview.at(Instant.parse(now), List.of(member)).get(0).id();
  }

  private static Member member(
      String name, String address, String at, String zone, @Nullable Channel channel) {
    return Member.newBuilder()
        .setProject("shop")
        .setMember(name)
        .setAddress(address)
        .setRole(Role.VIEWER)
        .setOverview(new Overview(at, zone, channel))
        .build();
  }
}
