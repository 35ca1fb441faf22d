// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.alertmanager;

import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.HttpPost;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.schemas.alert.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Posts alerts to Prometheus' Alertmanager, which routes, groups and silences them.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/alerts_api/">Alertmanager's API</a>
 */
public final class AlertmanagerNotifier implements Notifier {
  private final Optional<URI> alerts;
  private final HttpPost http;

  /**
   * Makes a notifier; nothing is sent yet.
   *
   * @param base such as http://127.0.0.1:9093; without one, every message is refused with that
   *     reason
   * @param timeout of one request
   */
  public AlertmanagerNotifier(Optional<URI> base, Duration timeout) {
    this.alerts =
        base.map(url -> URI.create(url.toString().replaceAll("/+$", "") + "/api/v2/alerts"));
    this.http = new HttpPost("Alertmanager", timeout);
  }

  @Override
  public String name() {
    return "alertmanager";
  }

  @Override
  public boolean serves(Channel channel) {
    return channel.getKind().equals("alertmanager");
  }

  @Override
  public boolean isForPeople() {
    return false;
  }

  @Override
  public void send(Message message, Channel channel) throws DeliveryException {
    if (alerts.isEmpty()) {
      throw DeliveryException.lasting("telltale.alerts.alertmanager-url is not set");
    }
    if (message.events().isEmpty()) {
      throw DeliveryException.lasting("Alertmanager takes alerts only");
    }
    http.post(alerts.get(), AlertmanagerJson.of(message), Map.of());
  }
}
