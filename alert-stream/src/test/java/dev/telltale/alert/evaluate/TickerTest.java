// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TickerTest {
  private static final Schedule EVERY_MINUTE =
      new Schedule(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(5));
  private static final OptionalLong CLOCK = OptionalLong.of(0);

  private final Ticker ticker = new Ticker(EVERY_MINUTE, 1_000_000);

  @Test
  void thereIsNoTickBeforeAWindowIsDue() {
    assertThat(ticker.isDue(CLOCK, 1_029_999)).isFalse();
  }

  @Test
  void thereIsOneTickWhenAWindowIsDue() {
    assertThat(ticker.isDue(CLOCK, 1_030_000)).isTrue();
    assertThat(ticker.isDue(CLOCK, 1_030_500)).isFalse();
  }

  @Test
  void aTickThatDoesNotComeIsSentAgainAfterHalfAMinute() {
    ticker.isDue(CLOCK, 1_030_000);

    assertThat(ticker.isDue(CLOCK, 1_059_999)).isFalse();
    assertThat(ticker.isDue(CLOCK, 1_060_000)).isTrue();
  }

  @Test
  void trafficPostponesTheTick() {
    ticker.read(1_029_000);

    assertThat(ticker.isDue(OptionalLong.of(29_000), 1_029_999)).isFalse();
    assertThat(ticker.isDue(OptionalLong.of(29_000), 1_030_000)).isTrue();
  }

  @Test
  void theNextWindowGetsItsOwnTick() {
    ticker.isDue(CLOCK, 1_030_000);
    ticker.read(1_031_000);

    assertThat(ticker.isDue(OptionalLong.of(30_500), 1_031_000)).isFalse();
    assertThat(ticker.isDue(OptionalLong.of(30_500), 1_090_500)).isTrue();
  }

  @Test
  void backlogNeedsNoTickHoweverOldItIs() {
    ticker.read(900_000_000);

    assertThat(ticker.isDue(OptionalLong.of(1), 900_000_500)).isFalse();
  }

  @Test
  void aPartitionThatWasNeverReadGetsATickAtOnce() {
    assertThat(ticker.isDue(OptionalLong.empty(), 1_000_000)).isTrue();
    assertThat(ticker.isDue(OptionalLong.empty(), 1_000_500)).isFalse();
    assertThat(ticker.isDue(OptionalLong.empty(), 1_030_000)).isTrue();
  }
}
