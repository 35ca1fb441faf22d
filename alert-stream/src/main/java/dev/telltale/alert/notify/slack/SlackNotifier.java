// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.webhook.WebhookResponse;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages to an incoming webhook of Slack. The webhook's address is a secret: it is in no
 * log, detail or exception.
 *
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">incoming
 *     webhooks</a>
 */
public final class SlackNotifier implements Notifier {
  private static final Logger LOGGER = LoggerFactory.getLogger(SlackNotifier.class);
  private static final int TOO_MANY_REQUESTS = 429;

  /** Slack says what was wrong in one such word; anything else may be a page of somebody else's. */
  private static final Pattern ERROR_WORD = Pattern.compile("[a-z_]{1,40}");

  private final Optional<URI> webhook;
  private final Slack slack;

  /**
   * Makes a notifier; nothing is sent yet.
   *
   * @param webhook without one, every message is refused with that reason
   * @param timeout of one request, from connecting to the end of the answer
   */
  public SlackNotifier(Optional<URI> webhook, Duration timeout) {
    this.webhook = webhook;
    SlackConfig config = new SlackConfig();
    config.setStatsEnabled(false);
    config.setHttpClientCallTimeoutMillis((int) timeout.toMillis());
    this.slack = Slack.getInstance(config);
  }

  @Override
  public String name() {
    return "slack";
  }

  @Override
  public boolean serves(Channel channel) {
    return channel.getKind().equals("slack");
  }

  @Override
  public void send(AlertEvent event, Channel channel) throws DeliveryException {
    if (webhook.isEmpty()) {
      throw DeliveryException.lasting("no Slack webhook is configured");
    }
    check(post(webhook.get(), event));
  }

  @Override
  public void close() {
    try {
      slack.close();
    } catch (Exception e) {
      LOGGER.atWarn().addKeyValue("error", e.getClass().getSimpleName()).log("Slack not closed");
    }
  }

  private WebhookResponse post(URI url, AlertEvent event) throws DeliveryException {
    try {
      return slack.send(url.toString(), SlackMessage.of(event));
    } catch (IOException e) {
      throw DeliveryException.passing("Slack cannot be reached: " + e.getClass().getSimpleName());
    }
  }

  private static void check(WebhookResponse answer) throws DeliveryException {
    int status = answer.getCode();
    if (status >= 200 && status < 300) {
      return;
    }
    String detail = "Slack answered " + status + word(answer.getBody());
    if (status == TOO_MANY_REQUESTS) {
      throw DeliveryException.passing(detail, retryAfter(answer));
    }
    throw status >= 500 ? DeliveryException.passing(detail) : DeliveryException.lasting(detail);
  }

  private static String word(String body) {
    return body != null && ERROR_WORD.matcher(body).matches() ? ": " + body : "";
  }

  private static Duration retryAfter(WebhookResponse answer) {
    List<String> values = answer.getHeaders().getOrDefault("retry-after", List.of());
    return values.stream()
        .filter(value -> value.matches("\\d{1,6}"))
        .findFirst()
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }
}
