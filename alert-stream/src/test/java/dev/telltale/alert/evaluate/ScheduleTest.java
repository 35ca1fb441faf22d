// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Schedule EVERY_MINUTE =
      new Schedule(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(5));

  @Test
  void aWindowIsDueHalfAMinuteAfterItsEndAndNotBefore() {
    assertThat(EVERY_MINUTE.lastEnd(at("12:05:29.999"))).isEqualTo(at("12:04:00"));
    assertThat(EVERY_MINUTE.lastEnd(at("12:05:30"))).isEqualTo(at("12:05:00"));
  }

  @Test
  void theNextInstantIsAlwaysAhead() {
    assertThat(EVERY_MINUTE.nextInstant(at("12:05:29.999"))).isEqualTo(at("12:05:30"));
    assertThat(EVERY_MINUTE.nextInstant(at("12:05:30"))).isEqualTo(at("12:06:30"));
  }

  @Test
  void aWindowIsStaleFiveMinutesAfterItsEnd() {
    assertThat(EVERY_MINUTE.isStale(at("12:00:00"), at("12:05:00"))).isFalse();
    assertThat(EVERY_MINUTE.isStale(at("12:00:00"), at("12:05:00.001"))).isTrue();
  }

  @Test
  void panesThatDoNotAddUpToAnHourAreRefused() {
    assertThatThrownBy(
            () -> new Schedule(Duration.ofSeconds(7), Duration.ZERO, Duration.ofMinutes(5)))
        .hasMessage("interval: PT7S (expected: whole seconds that divide an hour)");
    assertThatThrownBy(
            () -> new Schedule(Duration.ofMillis(1500), Duration.ZERO, Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWindowThatWouldBeStaleBeforeItIsDueIsRefused() {
    assertThatThrownBy(
            () -> new Schedule(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(5)))
        .hasMessage("staleAfter: PT5M (expected: more than settle, PT5M)");
  }

  private static long at(String time) {
    return Instant.parse("2026-03-01T" + time + "Z").toEpochMilli();
  }
}
