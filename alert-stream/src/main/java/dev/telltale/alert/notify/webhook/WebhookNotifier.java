// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.webhook;

import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.HttpPost;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.schemas.alert.Channel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Posts signed JSON to receivers that the configuration names. A rule names one of them and no
 * address, so that who writes rules cannot make this process call whatever they like.
 */
public final class WebhookNotifier implements Notifier {
  private final Map<String, WebhookTarget> targets;
  private final HttpPost http;
  private final InstantSource time;

  /**
   * Makes a notifier; nothing is sent yet.
   *
   * @param targets by name
   * @param timeout of one request
   */
  public WebhookNotifier(Map<String, WebhookTarget> targets, Duration timeout, InstantSource time) {
    this.targets = Map.copyOf(targets);
    this.http = new HttpPost("the webhook", timeout);
    this.time = time;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public boolean serves(Channel channel) {
    return channel.getKind().equals("webhook");
  }

  @Override
  public boolean isForPeople() {
    return false;
  }

  @Override
  public void send(Message message, Channel channel) throws DeliveryException {
    String name = channel.getTarget().orElse("");
    WebhookTarget target = targets.get(name);
    if (target == null) {
      throw DeliveryException.lasting(
          "telltale.alerts.webhooks has no " + (name.isEmpty() ? "name for this channel" : name));
    }
    long timestamp = time.instant().getEpochSecond();
    String body = EventJson.of(message);
    http.post(
        target.url(),
        body,
        Map.of(
            "Telltale-Id", message.id(),
            "Telltale-Timestamp", Long.toString(timestamp),
            "Telltale-Signature", Signature.of(timestamp, body, target.secret())));
  }
}
