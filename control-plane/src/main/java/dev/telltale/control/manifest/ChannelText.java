// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.Channel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Channels as people write them: {@code console}, {@code slack:#support}, {@code webhook:pager}.
 */
public final class ChannelText {
  private static final String CONSOLE = "console";
  private static final String SLACK = "slack";
  private static final String EMAIL = "email";
  private static final String WEBHOOK = "webhook";
  private static final List<String> ALONE = List.of(CONSOLE, SLACK, EMAIL, "alertmanager");
  private static final Map<String, Pattern> TARGETS =
      Map.of(
          SLACK, Pattern.compile("#[^\\s#,:\"<>@\\p{Cntrl}]{1,80}|[A-Z0-9]{9,12}"),
          WEBHOOK, Pattern.compile("[a-z0-9._-]{1,100}"));
  private static final List<String> OF_OVERVIEWS = List.of(SLACK, EMAIL);

  private ChannelText() {}

  /** For messages: what an alert's channel may be. */
  public static final String EXPECTED =
      "console, slack, slack:#CHANNEL, email, webhook:NAME or alertmanager";

  /** For messages: what an overview's channel may be. */
  public static final String EXPECTED_FOR_OVERVIEWS = "slack, slack:#CHANNEL or email";

  /** The channel of a text; empty when it names none. */
  public static Optional<Channel> read(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return ALONE.contains(text) ? Optional.of(new Channel(text, null)) : Optional.empty();
    }
    String kind = text.substring(0, colon);
    String target = text.substring(colon + 1);
    Pattern allowed = TARGETS.get(kind);
    return allowed != null && allowed.matcher(target).matches()
        ? Optional.of(new Channel(kind, target))
        : Optional.empty();
  }

  /** The same for a daily overview, which not every channel can take. */
  public static Optional<Channel> readForOverview(String text) {
    return read(text).filter(channel -> OF_OVERVIEWS.contains(channel.getKind()));
  }

  /** The text of a channel. */
  public static String of(Channel channel) {
    return channel
        .getTarget()
        .map(target -> channel.getKind() + ':' + target)
        .orElse(channel.getKind());
  }
}
