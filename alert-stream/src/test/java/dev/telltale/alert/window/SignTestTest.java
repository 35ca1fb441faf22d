// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignTestTest {
  // From Python: sum(math.comb(w+b, k) for k in range(w, w+b+1)) / 2**(w+b)
  @ParameterizedTest
  @CsvSource({
    "6, 0, 0.015625",
    "5, 0, 0.03125",
    "8, 2, 0.0546875",
    "30, 10, 0.0011107168866146822",
    "1, 1, 0.75",
  })
  void itIsTheBinomialTailOfThoseThatChanged(int worse, int better, double expected) {
    assertThat(SignTest.pValue(worse, better)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void whereNothingGotWorseThereIsNothingToExplain() {
    assertThat(SignTest.pValue(0, 0)).isEqualTo(1);
    assertThat(SignTest.pValue(0, 9)).isEqualTo(1);
  }

  @Test
  void fewerThanNoneIsRefused() {
    assertThatThrownBy(() -> SignTest.pValue(-1, 2))
        .hasMessage("changes: -1 and 2 (expected: 0 or more)");
  }
}
