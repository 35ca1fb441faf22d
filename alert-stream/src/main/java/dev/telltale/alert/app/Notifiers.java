// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.notify.Notifier;
import dev.telltale.alert.notify.UnservedChannels;
import dev.telltale.alert.notify.alertmanager.AlertmanagerNotifier;
import dev.telltale.alert.notify.console.ConsoleNotifier;
import dev.telltale.alert.notify.mail.MailNotifier;
import dev.telltale.alert.notify.slack.SlackNotifier;
import dev.telltale.alert.notify.webhook.WebhookNotifier;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Every way to reach people that is configured, and one for what none of them serves. */
final class Notifiers {
  private Notifiers() {}

  static List<Notifier> of(
      DeliveryConfig config,
      ConsoleNotifier console,
      Supplier<Map<MemberKey, Member>> members,
      InstantSource time) {
    List<Notifier> notifiers = new ArrayList<>();
    notifiers.add(console);
    notifiers.add(new SlackNotifier(config.slack(), config.timeout()));
    config
        .smtp()
        .ifPresent(
            smtp ->
                notifiers.add(
                    new MailNotifier(smtp, members, config.unsubscribe(), config.timeout(), time)));
    notifiers.add(new WebhookNotifier(config.webhooks(), config.timeout(), time));
    notifiers.add(new AlertmanagerNotifier(config.alertmanager(), config.timeout()));
    notifiers.add(new UnservedChannels(notifiers));
    return List.copyOf(notifiers);
  }
}
