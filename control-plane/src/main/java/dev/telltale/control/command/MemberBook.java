// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static java.util.Comparator.comparing;

import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.access.Mute;
import dev.telltale.schemas.access.Overview;
import dev.telltale.schemas.access.Role;
import dev.telltale.schemas.access.UnsubscribeToken;
import dev.telltale.schemas.alert.AlertId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is told of alerts, and what they do not want to be told. Muting stops no evaluation. May be
 * called from any thread.
 *
 * <p>What writes throws {@link DefinitionLogException} when it was not written, or not read back.
 */
public final class MemberBook {
  private static final Logger LOGGER = LoggerFactory.getLogger(MemberBook.class);

  private final DefinitionLog log;
  private final InstantSource time;

  MemberBook(DefinitionLog log, InstantSource time) {
    this.log = log;
    this.time = time;
  }

  /** The members of a project, by name. */
  public List<Member> of(String project) {
    return log.members().values().stream()
        .filter(member -> member.getProject().equals(project))
        .sorted(comparing(Member::getMember))
        .toList();
  }

  /**
   * A member.
   *
   * @throws UnknownNameException when there is none of that name
   */
  public Member get(MemberKey key) {
    return find(key)
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "no member " + key.member() + " in project " + key.project()));
  }

  /**
   * Adds a member.
   *
   * @param address of e-mail; empty for a channel that only wants overviews
   * @throws ConflictException when the name is taken
   */
  public Member add(MemberKey key, String address, Role role) {
    synchronized (log) {
      log.settled();
      if (find(key).isPresent()) {
        throw new ConflictException(
            "member " + key.member() + " exists already (remove it first, or choose another name)");
      }
      Member member =
          Member.newBuilder()
              .setProject(key.project())
              .setMember(key.member())
              .setAddress(address)
              .setRole(role)
              .build();
      write(key, member, "member added");
      return member;
    }
  }

  /**
   * Takes a member away, with what they muted.
   *
   * @throws UnknownNameException when there is none of that name
   */
  public Member remove(MemberKey key) {
    synchronized (log) {
      log.settled();
      Member member = get(key);
      write(key, null, "member removed");
      return member;
    }
  }

  /**
   * Sets when a member gets the daily overview.
   *
   * @param overview null for never
   * @throws UnknownNameException when there is no such member
   * @throws ConflictException when it could reach nobody
   */
  public Member overview(MemberKey key, @Nullable Overview overview) {
    return change(
        key,
        "overview of a member changed",
        member -> {
          if (overview != null
              && overview.getChannel().isEmpty()
              && member.getAddress().isEmpty()) {
            throw new ConflictException(
                key.member() + " has no address (expected: a channel, such as slack:#support)");
          }
          return Member.newBuilder(member).setOverview(overview).build();
        });
  }

  /**
   * Mutes an alert for a member, and forgets mutes that have ended.
   *
   * @param until null for until unmuted
   * @throws UnknownNameException when there is no such member or alert
   */
  public Member mute(MemberKey key, AlertId alert, @Nullable Instant until) {
    log.current().alert(alert);
    return change(key, "alert muted", member -> muted(member, alert.text(), until));
  }

  /**
   * Ends what mutes an alert for a member; one that mutes all alerts stays.
   *
   * @throws UnknownNameException when there is no such member
   */
  public Member unmute(MemberKey key, AlertId alert) {
    return change(
        key,
        "alert unmuted",
        member ->
            Member.newBuilder(member).setMutes(others(member, Optional.of(alert.text()))).build());
  }

  /**
   * Does what a link in a message offers: mutes an alert, or ends the daily overview.
   *
   * @throws UnknownNameException when there is no such member any more
   */
  public Member unsubscribe(UnsubscribeToken.Claim claim) {
    MemberKey key = new MemberKey(claim.project(), claim.member());
    return change(
        key,
        "unsubscribed by a link",
        member ->
            claim
                .alert()
                .map(alert -> muted(member, alert, null))
                .orElseGet(() -> Member.newBuilder(member).setOverview(null).build()));
  }

  private Member muted(Member member, String alert, @Nullable Instant until) {
    List<Mute> mutes = others(member, Optional.of(alert));
    Instant end = until == null ? null : until.truncatedTo(ChronoUnit.MILLIS);
    mutes.add(Mute.newBuilder().setAlertId(alert).setUntil(end).build());
    return Member.newBuilder(member).setMutes(mutes).build();
  }

  private List<Mute> others(Member member, Optional<String> alert) {
    List<Mute> kept = new ArrayList<>();
    for (Mute mute : member.getMutes()) {
      boolean ended = mute.getUntil().map(end -> !end.isAfter(time.instant())).orElse(false);
      if (!ended && !mute.getAlertId().equals(alert)) {
        kept.add(mute);
      }
    }
    return kept;
  }

  private Member change(MemberKey key, String what, UnaryOperator<Member> how) {
    synchronized (log) {
      log.settled();
      Member before = get(key);
      Member after = how.apply(before);
      if (!isSame(before, after)) {
        write(key, after, what);
      }
      return after;
    }
  }

  /**
   * What may have been changed is the same. Avro's own lists cannot be compared: they take their
   * elements' times for something unknown, and throw.
   */
  private static boolean isSame(Member one, Member other) {
    return one.getOverview().equals(other.getOverview())
        && List.copyOf(one.getMutes()).equals(List.copyOf(other.getMutes()));
  }

  private void write(MemberKey key, @Nullable Member member, String what) {
    log.write(key, member, time.instant());
    LOGGER
        .atInfo()
        .addKeyValue("project", key.project())
        .addKeyValue("member", key.member())
        .log(what);
  }

  private Optional<Member> find(MemberKey key) {
    return Optional.ofNullable(log.members().get(key));
  }
}
