// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import dev.telltale.alert.notify.DeliveryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Slack's refusals mean: whether they pass, and what people can do. */
final class SlackRefusal {
  private static final int TOO_MANY_REQUESTS = 429;

  /** Slack says what was wrong in one such word; anything else may be a page of somebody else's. */
  private static final Pattern ERROR_WORD = Pattern.compile("[a-z_]{1,40}");

  private static final Pattern ERROR_FIELD =
      Pattern.compile("\"error\"\\s*:\\s*\"([a-z_]{1,40})\"");

  private static final Set<String> PASSING =
      Set.of(
          "ratelimited",
          "rate_limited",
          "message_limit_exceeded",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org");

  private static final Map<String, String> ADVICE =
      Map.of(
          "invalid_auth", "the token is not valid: set telltale.alerts.slack-token anew",
          "not_authed", "the token is not valid: set telltale.alerts.slack-token anew",
          "token_revoked", "the token was revoked: set telltale.alerts.slack-token anew",
          "token_expired", "the token has expired: set telltale.alerts.slack-token anew",
          "account_inactive", "the bot was switched off in Slack",
          "missing_scope", "the bot lacks the scope chat:write",
          "channel_not_found", "there is no such channel, or it is private: invite the bot",
          "not_in_channel", "invite the bot to the channel",
          "is_archived", "the channel is archived");

  private SlackRefusal() {}

  /** A bot's request was understood, and refused. */
  static DeliveryException ofWord(@Nullable String error) {
    String word = error != null && ERROR_WORD.matcher(error).matches() ? error : "an error";
    String advice = ADVICE.getOrDefault(word, "");
    String detail = "Slack answered " + word + (advice.isEmpty() ? "" : " (" + advice + ")");
    return PASSING.contains(word)
        ? DeliveryException.passing(detail)
        : DeliveryException.lasting(detail);
  }

  /** Any other status than success. */
  static DeliveryException ofStatus(int status, @Nullable String body, List<String> retryAfter) {
    String detail = "Slack answered " + status + word(body);
    if (status == TOO_MANY_REQUESTS) {
      return DeliveryException.passing(detail, seconds(retryAfter));
    }
    return status >= 500 ? DeliveryException.passing(detail) : DeliveryException.lasting(detail);
  }

  private static String word(@Nullable String body) {
    if (body == null) {
      return "";
    }
    if (ERROR_WORD.matcher(body).matches()) {
      return ": " + body;
    }
    Matcher field = ERROR_FIELD.matcher(body);
    return field.find() ? ": " + field.group(1) : "";
  }

  private static Duration seconds(List<String> retryAfter) {
    return retryAfter.stream()
        .filter(value -> value.matches("\\d{1,6}"))
        .findFirst()
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }
}
