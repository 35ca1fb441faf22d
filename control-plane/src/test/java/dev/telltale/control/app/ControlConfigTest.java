// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ControlConfigTest {
  @Test
  void theDefaultsServeThisMachineOnly() {
    assertThat(ControlConfig.defaults())
        .isEqualTo(
            new ControlConfig(
                8080,
                "127.0.0.1",
                false,
                false,
                false,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10)));
  }

  @Test
  void whatCouldNotRunIsRefused() {
    assertRefused(65_536, "127.0.0.1", Duration.ofSeconds(1), "port: 65536 (expected: 0 to 65535)");
    assertRefused(80, " ", Duration.ofSeconds(1), "bind: empty");
    assertRefused(80, "127.0.0.1", Duration.ZERO, "startTimeout: PT0S (expected: more than 0)");
  }

  private static void assertRefused(int port, String bind, Duration start, String message) {
    assertThatThrownBy(
            () -> new ControlConfig(port, bind, false, false, false, start, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
