// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import com.slack.api.webhook.Payload;
import com.slack.api.webhook.WebhookResponse;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.schemas.alert.Channel;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages to Slack: as a bot to the channel that a rule names, else to an incoming webhook.
 * The webhook's address and the bot's token are secrets: they are in no log, detail or exception.
 *
 * @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">incoming
 *     webhooks</a>
 * @see <a href="https://docs.slack.dev/reference/methods/chat.postMessage">chat.postMessage</a>
 */
public final class SlackNotifier implements Notifier {
  private static final Logger LOGGER = LoggerFactory.getLogger(SlackNotifier.class);

  private final SlackSettings settings;
  private final Slack slack;

  /**
   * Makes a notifier; nothing is sent yet.
   *
   * @param settings without a webhook and a token, every message is refused with that reason
   * @param timeout of one request, from connecting to the end of the answer
   */
  public SlackNotifier(SlackSettings settings, Duration timeout) {
    this.settings = settings;
    SlackConfig config = new SlackConfig();
    config.setStatsEnabled(false);
    config.setHttpClientCallTimeoutMillis((int) timeout.toMillis());
    config.setMethodsEndpointUrlPrefix(settings.api().toString());
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
  public void send(Message message, Channel channel) throws DeliveryException {
    Optional<String> target = channel.getTarget().or(settings::channel);
    SlackMessage blocks = SlackMessage.of(message);
    if (settings.token().isPresent() && target.isPresent()) {
      postAsBot(settings.token().get(), target.get(), blocks);
    } else if (settings.webhook().isPresent()) {
      postToWebhook(settings.webhook().get(), blocks);
    } else {
      throw DeliveryException.lasting(
          settings.token().isPresent()
              ? "no Slack channel is named, and telltale.alerts.slack-channel is not set"
              : "neither telltale.alerts.slack-webhook nor telltale.alerts.slack-token is set");
    }
  }

  @Override
  public void close() {
    try {
      slack.close();
    } catch (Exception e) {
      LOGGER.atWarn().addKeyValue("error", e.getClass().getSimpleName()).log("Slack not closed");
    }
  }

  private void postToWebhook(URI url, SlackMessage message) throws DeliveryException {
    Payload payload = Payload.builder().text(message.text()).blocks(message.blocks()).build();
    WebhookResponse answer;
    try {
      answer = slack.send(url.toString(), payload);
    } catch (IOException e) {
      throw unreachable(e);
    }
    if (answer.getCode() < 200 || answer.getCode() >= 300) {
      List<String> wait = answer.getHeaders().getOrDefault("retry-after", List.of());
      throw SlackRefusal.ofStatus(answer.getCode(), answer.getBody(), wait);
    }
  }

  private void postAsBot(String token, String channel, SlackMessage message)
      throws DeliveryException {
    MethodsClient methods = slack.methods(token);
    ChatPostMessageResponse answer;
    try {
      answer =
          methods.chatPostMessage(
              request ->
                  request
                      .channel(channel)
                      .text(message.text())
                      .blocks(message.blocks())
                      .unfurlLinks(false));
    } catch (SlackApiException e) {
      List<String> wait = e.getResponse().headers("Retry-After");
      throw SlackRefusal.ofStatus(e.getResponse().code(), e.getResponseBody(), wait);
    } catch (IOException e) {
      throw unreachable(e);
    }
    if (!answer.isOk()) {
      throw SlackRefusal.ofWord(answer.getError());
    }
  }

  private static DeliveryException unreachable(IOException e) {
    return DeliveryException.passing("Slack cannot be reached: " + e.getClass().getSimpleName());
  }
}
