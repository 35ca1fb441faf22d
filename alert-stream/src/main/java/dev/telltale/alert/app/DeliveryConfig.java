// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.notify.DeliverySettings;
import dev.telltale.alert.notify.MoreToSee;
import dev.telltale.alert.notify.Patience;
import dev.telltale.alert.notify.mail.SmtpSettings;
import dev.telltale.alert.notify.mail.UnsubscribeLinks;
import dev.telltale.alert.notify.slack.SlackSettings;
import dev.telltale.alert.notify.webhook.WebhookTarget;
import dev.telltale.schemas.alert.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How people are told. Its text form has no secrets.
 *
 * @param slack for channels of kind slack
 * @param smtp for channels of kind email; absent: they are not served
 * @param unsubscribe makes links in mails; absent: they name a command
 * @param webhooks for channels of kind webhook, by name
 * @param alertmanager for channels of kind alertmanager
 * @param timeout of one request
 * @param settings when and how often
 */
public record DeliveryConfig(
    SlackSettings slack,
    Optional<SmtpSettings> smtp,
    Optional<UnsubscribeLinks> unsubscribe,
    Map<String, WebhookTarget> webhooks,
    Optional<URI> alertmanager,
    Duration timeout,
    DeliverySettings settings) {
  /** No back-off is longer. */
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Refuses what cannot work. */
  public DeliveryConfig {
    webhooks = Map.copyOf(webhooks);
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "delivery-timeout: " + timeout + " (expected: at least a millisecond)");
    }
    if (alertmanager.isPresent() && alertmanager.get().getHost() == null) {
      throw new IllegalArgumentException(
          "alertmanager-url: " + alertmanager.get() + " (expected: such as http://127.0.0.1:9093)");
    }
  }

  /** The console alone. */
  public static DeliveryConfig defaults() {
    return new DeliveryConfig(
        SlackSettings.none(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Duration.ofSeconds(10),
        new DeliverySettings(
            new Patience(6, Duration.ofSeconds(1), LONGEST_PAUSE),
            20,
            10,
            5,
            Duration.ofHours(1),
            Duration.ofHours(24),
            List.of(new Channel("console", null)),
            new MoreToSee(Optional.empty())));
  }
}
