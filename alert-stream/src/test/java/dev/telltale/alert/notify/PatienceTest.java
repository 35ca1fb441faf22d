// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Patience PATIENCE =
      new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(10));

  @Test
  void pausesDoubleUpToTheLongest() {
    DeliveryException failure = DeliveryException.passing("away");

    assertThat(
            IntStream.rangeClosed(1, 6)
                .mapToLong(attempt -> PATIENCE.after(attempt, failure).toSeconds()))
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  @Test
  void whoAsksToBeLeftAloneIsLeftAloneWithinBounds() {
    assertThat(PATIENCE.after(1, DeliveryException.passing("busy", Duration.ofSeconds(7))))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(PATIENCE.after(1, DeliveryException.passing("busy", Duration.ofHours(1))))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void tryingNeverIsRefused() {
    assertThatThrownBy(() -> new Patience(0, Duration.ofSeconds(1), Duration.ofSeconds(10)))
        .hasMessage("attempts: 0 (expected: 1 or more)");
  }
}
