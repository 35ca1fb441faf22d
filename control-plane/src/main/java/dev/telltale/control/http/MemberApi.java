// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.MemberBook;
import dev.telltale.control.manifest.ChannelText;
import dev.telltale.control.manifest.Durations;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.access.Overview;
import dev.telltale.schemas.access.Role;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.Channel;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is told of a project's alerts, when they want an overview, and what they have muted. */
final class MemberApi {
  private static final String ALL = "/api/v1/members";
  private static final String ONE = ALL + "/{member}";
  private static final String OVERVIEW = ONE + "/overview";
  private static final int LONGEST = 100;

  /** What a mail server takes, and nothing that could be read as a header or as another address. */
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}");

  private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");

  private final Commands commands;
  private final MemberBook members;
  private final InstantSource time;

  private record Wanted(@Nullable String member, @Nullable String address, @Nullable String role) {}

  private record WantedOverview(
      @Nullable String at, @Nullable String zone, @Nullable String channel) {}

  /** For how long, if not until somebody unmutes it. */
  private record WantedMute(
      @Nullable String member, @Nullable String until, @Nullable String forTime) {}

  private record Views(List<MemberView> members) {}

  MemberApi(Commands commands, InstantSource time) {
    this.commands = commands;
    this.members = commands.members();
    this.time = time;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ALL, call -> views(members.of(call.caller().project()))),
        Route.send(HttpMethod.POST, ALL, this::add),
        Route.get(ONE, call -> view(members.get(key(call)))),
        Route.act(HttpMethod.DELETE, ONE, call -> view(members.remove(key(call)))),
        Route.send(HttpMethod.PUT, OVERVIEW, this::overview),
        Route.act(HttpMethod.DELETE, OVERVIEW, call -> view(members.overview(key(call), null))),
        Route.send(HttpMethod.POST, AlertApi.ONE + "/mute", this::mute).with("project"),
        Route.act(HttpMethod.POST, AlertApi.ONE + "/unmute", this::unmute)
            .with("project", "member"));
  }

  private AggregatedHttpResponse add(Call call) {
    Wanted wanted = Json.read(call.request(), Wanted.class);
    String name = wanted.member == null ? "" : wanted.member.strip();
    if (name.isEmpty()
        || name.length() > LONGEST
        || name.indexOf('/') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      throw Json.refusal(
          "member (expected: one line of 1 to " + LONGEST + " characters, without a slash)");
    }
    String address = wanted.address == null ? "" : wanted.address.strip();
    if (!address.isEmpty() && !ADDRESS.matcher(address).matches()) {
      throw Json.refusal("address: not one of e-mail (expected: such as ada@example.com)");
    }
    return Json.created(
        MemberView.of(
            members.add(new MemberKey(call.caller().project(), name), address, role(wanted.role))));
  }

  private AggregatedHttpResponse overview(Call call) {
    WantedOverview wanted = Json.read(call.request(), WantedOverview.class);
    String at = wanted.at == null ? "09:00" : wanted.at;
    if (!TIME.matcher(at).matches()) {
      throw Json.refusal("at: " + at + " (expected: a time of day such as 09:00)");
    }
    String zone = wanted.zone == null ? "UTC" : wanted.zone;
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw Json.refusal("zone: " + zone + " (expected: a time zone such as Europe/Berlin)");
    }
    return view(
        members.overview(
            key(call),
            Overview.newBuilder()
                .setAt(at)
                .setTimeZone(zone)
                .setChannel(channel(wanted.channel))
                .build()));
  }

  private AggregatedHttpResponse mute(Call call) {
    WantedMute wanted = Json.read(call.request(), WantedMute.class);
    Instant until = until(wanted);
    AlertId alert = call.alert();
    return views(
        keys(call, alert, Optional.ofNullable(wanted.member)).stream()
            .map(key -> members.mute(key, alert, until))
            .toList());
  }

  private AggregatedHttpResponse unmute(Call call) {
    AlertId alert = call.alert();
    return views(
        keys(call, alert, call.text("member")).stream()
            .map(key -> members.unmute(key, alert))
            .toList());
  }

  /** One member, or all of them. */
  private List<MemberKey> keys(Call call, AlertId alert, Optional<String> member) {
    commands.definitions().alert(alert);
    String project = call.caller().project();
    if (member.isPresent()) {
      return List.of(new MemberKey(project, member.get()));
    }
    List<Member> all = members.of(project);
    if (all.isEmpty()) {
      throw Refusal.of(
          HttpStatus.NOT_FOUND,
          "project " + project + " has no members (a mute is a member's: add one first)");
    }
    return all.stream().map(one -> new MemberKey(project, one.getMember())).toList();
  }

  private @Nullable Instant until(WantedMute wanted) {
    if (wanted.until != null && wanted.forTime != null) {
      throw Json.refusal("until and forTime (expected: one of them, or none)");
    }
    Instant now = time.instant();
    if (wanted.forTime != null) {
      return Durations.parse(wanted.forTime)
          .filter(length -> !length.isZero())
          .map(now::plus)
          .orElseThrow(
              () -> Json.refusal("forTime: " + wanted.forTime + " (expected: such as 30m or 2h)"));
    }
    if (wanted.until == null) {
      return null;
    }
    try {
      Instant until = OffsetDateTime.parse(wanted.until).toInstant();
      if (until.isAfter(now)) {
        return until;
      }
    } catch (DateTimeException e) {
      throw notTime(wanted.until);
    }
    throw notTime(wanted.until);
  }

  private static Refusal notTime(String until) {
    return Json.refusal(
        "until: " + until + " (expected: a time to come, such as 2030-03-01T12:00:00Z)");
  }

  private static @Nullable Channel channel(@Nullable String text) {
    if (text == null || text.equals("email")) {
      return null;
    }
    return ChannelText.readForOverview(text)
        .orElseThrow(
            () ->
                Json.refusal(
                    "channel: "
                        + text
                        + " (expected: "
                        + ChannelText.EXPECTED_FOR_OVERVIEWS
                        + ")"));
  }

  private static Role role(@Nullable String word) {
    if (word == null) {
      return Role.VIEWER;
    }
    return Arrays.stream(Role.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Json.refusal(
                    "role: "
                        + word
                        + " (expected: "
                        + Arrays.stream(Role.values())
                            .map(role -> role.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" or "))
                        + ")"));
  }

  private static MemberKey key(Call call) {
    return new MemberKey(call.caller().project(), call.place("member"));
  }

  private static AggregatedHttpResponse view(Member member) {
    return Json.ok(MemberView.of(member));
  }

  private static AggregatedHttpResponse views(List<Member> members) {
    return Json.ok(new Views(members.stream().map(MemberView::of).toList()));
  }
}
