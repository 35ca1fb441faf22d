// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import dev.telltale.alert.app.AlertConfig;
import dev.telltale.alert.app.DeliveryConfig;
import dev.telltale.alert.notify.DeliverySettings;
import dev.telltale.alert.notify.MoreToSee;
import dev.telltale.alert.notify.Patience;
import dev.telltale.alert.notify.mail.SmtpSettings;
import dev.telltale.alert.notify.mail.UnsubscribeLinks;
import dev.telltale.alert.notify.slack.SlackSettings;
import dev.telltale.alert.notify.webhook.WebhookTarget;
import dev.telltale.alert.rule.PipelineRule;
import dev.telltale.schemas.alert.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The alert stream's part of {@link RoleSettings}. */
final class AlertSettings {
  private static final Set<String> KINDS =
      Set.of("console", "slack", "email", "webhook", "alertmanager");

  private AlertSettings() {}

  static AlertConfig of(TelltaleConfig config, Path stateDir, Optional<String> unsubscribeSecret) {
    AlertKeys keys = config.alerts();
    return new AlertConfig(
        keys.interval(),
        keys.settle(),
        keys.staleAfter(),
        keys.threads(),
        keys.instanceId(),
        stateDir,
        new PipelineRule(
            keys.pipelineProject(), channels("pipeline-channels", keys.pipelineChannels())),
        new DeliveryConfig(
            new SlackSettings(
                keys.slackWebhook(), keys.slackToken(), keys.slackChannel(), keys.slackApiUrl()),
            smtp(keys.smtp()),
            config
                .publicUrl()
                .flatMap(url -> unsubscribeSecret.map(s -> new UnsubscribeLinks(url, s))),
            webhooks(keys.webhooks()),
            keys.alertmanagerUrl(),
            keys.deliveryTimeout(),
            new DeliverySettings(
                new Patience(
                    keys.deliveryAttempts(), keys.deliveryPause(), DeliveryConfig.LONGEST_PAUSE),
                keys.perMinute(),
                keys.digestAfter(),
                keys.offAfter(),
                keys.offFor(),
                keys.deliverWithin(),
                defaultChannels(keys),
                new MoreToSee(config.grafanaUrl()))));
  }

  private static Optional<SmtpSettings> smtp(AlertKeys.Smtp keys) {
    return keys.host()
        .map(
            host ->
                new SmtpSettings(
                    host,
                    keys.port(),
                    keys.encryption(),
                    keys.user(),
                    keys.password(),
                    keys.from()
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "smtp.from: missing (expected: an address such as"
                                        + " telltale@example.test)"))));
  }

  private static Map<String, WebhookTarget> webhooks(Map<String, AlertKeys.Webhook> keys) {
    Map<String, WebhookTarget> webhooks = new TreeMap<>();
    keys.forEach(
        (name, webhook) -> {
          try {
            webhooks.put(name, new WebhookTarget(webhook.url(), webhook.secret()));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("webhooks." + name + "." + e.getMessage(), e);
          }
        });
    return webhooks;
  }

  private static List<Channel> defaultChannels(AlertKeys keys) {
    if (keys.defaultChannels().isPresent()) {
      return channels("default-channels", keys.defaultChannels());
    }
    List<Channel> channels = new ArrayList<>();
    channels.add(new Channel("console", null));
    if (keys.smtp().host().isPresent()) {
      channels.add(new Channel("email", null));
    }
    return channels;
  }

  private static List<Channel> channels(String key, Optional<List<String>> texts) {
    return texts.orElse(List.of()).stream().map(text -> channel(key, text)).toList();
  }

  private static Channel channel(String key, String text) {
    String[] parts = text.strip().split(":", 2);
    if (!KINDS.contains(parts[0])) {
      throw new IllegalArgumentException(
          key
              + ": "
              + text
              + " (expected: console, slack, email, webhook:NAME or alertmanager, joined by"
              + " commas)");
    }
    return new Channel(parts[0], parts.length > 1 ? parts[1] : null);
  }
}
