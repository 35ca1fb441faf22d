// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.manifest.ChannelText;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.Mute;
import dev.telltale.schemas.access.Overview;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A member as the API shows it. */
record MemberView(
    String member,
    String address,
    String role,
    List<MuteView> mutes,
    @Nullable OverviewView overview) {

  /**
   * What a member does not want.
   *
   * @param alert its key; null for all of the project
   * @param until null until unmuted
   */
  record MuteView(@Nullable String alert, @Nullable String until) {
    static MuteView of(Mute mute) {
      return new MuteView(
          mute.getAlertId().orElse(null), mute.getUntil().map(Object::toString).orElse(null));
    }
  }

  /**
   * When a member gets the daily overview.
   *
   * @param channel null for e-mail to their address
   */
  record OverviewView(String at, String zone, @Nullable String channel) {
    static OverviewView of(Overview overview) {
      return new OverviewView(
          overview.getAt(),
          overview.getTimeZone(),
          overview.getChannel().map(ChannelText::of).orElse(null));
    }
  }

  static MemberView of(Member member) {
    return new MemberView(
        member.getMember(),
        member.getAddress(),
        member.getRole().name().toLowerCase(Locale.ROOT),
        member.getMutes().stream().map(MuteView::of).toList(),
        member.getOverview().map(OverviewView::of).orElse(null));
  }
}
