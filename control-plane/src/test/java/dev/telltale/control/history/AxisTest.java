// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void theFirstAndTheLastHourAreCut() {
    Axis axis =
        Axis.of(
            Instant.parse("2026-03-01T10:20:00Z"),
            Instant.parse("2026-03-01T12:30:00Z"),
            Unit.HOUR,
            ZoneOffset.UTC);

    assertThat(lengths(axis))
        .containsExactly(Duration.ofMinutes(40), Duration.ofHours(1), Duration.ofMinutes(30));
    assertThat(axis.at(Instant.parse("2026-03-01T10:19:59.999Z"))).isEqualTo(-1);
    assertThat(axis.at(Instant.parse("2026-03-01T10:20:00Z"))).isZero();
    assertThat(axis.at(Instant.parse("2026-03-01T11:00:00Z"))).isEqualTo(1);
    assertThat(axis.at(Instant.parse("2026-03-01T12:29:59.999Z"))).isEqualTo(2);
    assertThat(axis.at(Instant.parse("2026-03-01T12:30:00Z"))).isEqualTo(-1);
  }

  @Test
  void aDayIsAsLongAsItWasThere() {
    Axis axis =
        Axis.of(
            Instant.parse("2026-03-27T23:00:00Z"),
            Instant.parse("2026-03-30T22:00:00Z"),
            Unit.DAY,
            BERLIN);

    assertThat(lengths(axis))
        .containsExactly(Duration.ofHours(24), Duration.ofHours(23), Duration.ofHours(24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"})
  void hoursOfAYearLeaveNoGap(String zone) {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    for (int part = 0; part < 5; part++) {
      Instant to = from.plus(Duration.ofDays(75));
      Axis axis = Axis.of(from, to, Unit.HOUR, ZoneId.of(zone));
      for (int bucket = 0; bucket < axis.size(); bucket++) {
        Instant start = axis.from(bucket);
        assertThat(Duration.between(start, axis.to(bucket)))
            .isBetween(Duration.ofMinutes(1), Duration.ofHours(1));
        assertThat(axis.at(start)).isEqualTo(bucket);
        assertThat(axis.at(axis.to(bucket).minusMillis(1))).isEqualTo(bucket);
      }
      from = to;
    }
  }

  @Test
  void tooManyBucketsAreRefused() {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant most = from.plus(Duration.ofHours(Axis.MOST));

    assertThat(Axis.of(from, most, Unit.HOUR, ZoneOffset.UTC).size()).isEqualTo(Axis.MOST);
    assertThatThrownBy(() -> Axis.of(from, most.plusMillis(1), Unit.HOUR, ZoneOffset.UTC))
        .hasMessageContaining("at most 2000; days are fewer than hours");
    assertThatThrownBy(() -> Axis.of(from, from, Unit.DAY, ZoneOffset.UTC))
        .hasMessageContaining("from before to");
    assertThatThrownBy(() -> Axis.of(Instant.MIN, Instant.MAX, Unit.DAY, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Duration> lengths(Axis axis) {
    return IntStream.range(0, axis.size())
        .mapToObj(bucket -> Duration.between(axis.from(bucket), axis.to(bucket)))
        .toList();
  }
}
