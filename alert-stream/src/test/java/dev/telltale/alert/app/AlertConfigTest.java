// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
                Path.of("data/alerts"),
                Optional.empty(),
                Duration.ofSeconds(10),
                6,
                Duration.ofSeconds(1)));
  }

  @Test
  void theWebhookIsNotInItsText() {
    AlertConfig config = with("https://hooks.slack.com/services/T0/B0/secret", 1);

    assertThat(config.toString())
        .contains("slackWebhook=set, not shown")
        .doesNotContain("secret,")
        .doesNotContain("hooks.slack.com");
  }

  @Test
  void whatIsNoWebAddressIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> with("token-instead-of-address", 1))
        .hasMessage(
            "slackWebhook: not shown, as it is a secret (expected: an http or https address)");
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> with("http://localhost", 0))
        .hasMessage("threads: 0 (expected: 1 or more)");
  }

  private static AlertConfig with(String webhook, int threads) {
    AlertConfig defaults = AlertConfig.defaults();
    return new AlertConfig(
        defaults.interval(),
        defaults.settle(),
        defaults.staleAfter(),
        threads,
        defaults.stateDir(),
        Optional.of(URI.create(webhook)),
        defaults.deliveryTimeout(),
        defaults.deliveryAttempts(),
        defaults.deliveryPause());
  }
}
