// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
  /**
   * The bounds are the roots p of (rate − p)² = z² p (1 − p) / n, which is how Wilson defines them.
   */
  @ParameterizedTest
  @CsvSource({"21, 50", "0, 10", "10, 10", "1, 3", "0, 1", "999, 100000"})
  void eachBoundIsAsFarFromTheRateAsItsOwnSpreadAllows(long matching, long n) {
    Interval interval = Interval.wilson95(matching, n);

    for (double bound : new double[] {interval.low(), interval.high()}) {
      double distance = Math.abs((double) matching / n - bound);
      double spread = 1.959963984540054 * Math.sqrt(bound * (1 - bound) / n);
      assertThat(distance).isCloseTo(spread, within(1e-7));
    }
  }

  @Test
  void itAgreesWithPublishedFigures() {
    Interval interval = Interval.wilson95(81, 263);

    assertThat(interval.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(interval.high()).isCloseTo(0.3662, within(5e-5));
  }

  @Test
  void moreThanAllCannotMatch() {
    assertThatThrownBy(() -> Interval.wilson95(4, 3))
        .hasMessage("counts: 4 of 3 (expected: 0 to n of n, n at least 1)");
  }

  @Test
  void nothingHasNoRate() {
    assertThatThrownBy(() -> Interval.wilson95(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
