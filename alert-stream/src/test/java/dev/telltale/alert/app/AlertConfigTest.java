// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.alert.notify.mail.SmtpSettings;
import dev.telltale.alert.notify.mail.UnsubscribeLinks;
import dev.telltale.alert.notify.slack.SlackSettings;
import dev.telltale.alert.notify.webhook.WebhookTarget;
import dev.telltale.alert.rule.PipelineRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertConfigTest {
  @Test
  void theDefaultsAreAWindowEveryMinuteHalfAMinuteAfterItsEnd() {
    assertThat(AlertConfig.defaults())
        .isEqualTo(
            new AlertConfig(
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                1,
                Optional.empty(),
                Path.of("data/alerts"),
                PipelineRule.defaults(),
                DeliveryConfig.defaults()));
  }

  @Test
  void secretsAreNotInItsText() {
    DeliveryConfig defaults = DeliveryConfig.defaults();
    DeliveryConfig delivery =
        new DeliveryConfig(
            new SlackSettings(
                Optional.of(URI.create("https://hooks.slack.com/services/geheim")),
                Optional.of("xoxb-geheim"),
                Optional.of("#ops"),
                SlackSettings.API),
            Optional.of(
                new SmtpSettings(
                    "mail.test",
                    587,
                    SmtpSettings.Encryption.STARTTLS,
                    Optional.of("ada"),
                    Optional.of("geheim"),
                    "telltale@mail.test")),
            Optional.of(new UnsubscribeLinks(URI.create("https://t.test"), "geheim-geheim-geheim")),
            Map.of(
                "ops",
                new WebhookTarget(URI.create("https://ops.test/geheim"), "geheim-geheim-geheim")),
            Optional.empty(),
            defaults.timeout(),
            defaults.settings());

    assertThat(with(delivery, 1).toString())
        .contains("webhook=set, not shown", "token=set, not shown", "password=set, not shown")
        .doesNotContain("geheim");
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> with(DeliveryConfig.defaults(), 0))
        .hasMessage("threads: 0 (expected: 1 or more)");
  }

  private static AlertConfig with(DeliveryConfig delivery, int threads) {
    AlertConfig defaults = AlertConfig.defaults();
    return new AlertConfig(
        defaults.interval(),
        defaults.settle(),
        defaults.staleAfter(),
        threads,
        defaults.instanceId(),
        defaults.stateDir(),
        defaults.pipeline(),
        delivery);
  }
}
