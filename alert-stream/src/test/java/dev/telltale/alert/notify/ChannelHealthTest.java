// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChannelHealthTest {
  private static final ChannelName OPS = new ChannelName("slack", "#ops");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private final ChannelHealth health = new ChannelHealth(2, Duration.ofHours(1));

  @Test
  void oneMessageIsTriedAfterAnHour() {
    assertThat(health.givenUp(OPS, START)).isFalse();
    assertThat(health.givenUp(OPS, START.plusSeconds(1))).isTrue();

    assertThat(health.isOff(OPS, START.plusSeconds(3_600))).isTrue();
    assertThat(health.isOff(OPS, START.plusSeconds(3_601))).isFalse();
    assertThat(health.givenUp(OPS, START.plusSeconds(3_601))).isFalse();
    assertThat(health.isOff(OPS, START.plusSeconds(3_602))).isTrue();
    assertThat(health.off()).isEqualTo(1);
  }

  @Test
  void aSuccessInBetweenStartsTheCountAnew() {
    health.givenUp(OPS, START);
    assertThat(health.good(OPS, START.plusSeconds(1))).isFalse();

    assertThat(health.givenUp(OPS, START.plusSeconds(2))).isFalse();
    assertThat(health.givenUp(OPS, START.plusSeconds(3))).isTrue();
  }

  @Test
  void aSuccessSwitchesItOnAgain() {
    health.givenUp(OPS, START);
    health.givenUp(OPS, START);

    assertThat(health.good(OPS, START.plusSeconds(4_000))).isTrue();
    assertThat(health.off()).isZero();
    assertThat(health.isOff(OPS, START.plusSeconds(4_000))).isFalse();
  }
}
