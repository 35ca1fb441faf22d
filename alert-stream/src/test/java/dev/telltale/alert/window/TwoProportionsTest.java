// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoProportionsTest {
  // From Python: p = (x1+x2)/(n1+n2); erfc(abs(x1/n1-x2/n2)/sqrt(2*p*(1-p)*(1/n1+1/n2)))
  @ParameterizedTest
  @CsvSource({
    "30, 100, 20, 100, 0.1024704348597495",
    "45, 100, 20, 100, 0.00016048539360685358",
    "1, 3, 0, 3, 0.27332167829229814",
  })
  void aDifferenceIsAsLikelyAsTheTextbookSays(
      long matching, long n, long matchingBefore, long before, double expected) {
    assertThat(TwoProportions.pValue(matching, n, matchingBefore, before))
        .isCloseTo(expected, within(1e-11));
  }

  @Test
  void whereAllAreAlikeThereIsNoDifference() {
    assertThat(TwoProportions.pValue(0, 5, 0, 7)).isEqualTo(1);
    assertThat(TwoProportions.pValue(5, 5, 7, 7)).isEqualTo(1);
    assertThat(TwoProportions.pValue(3, 10, 3, 10)).isEqualTo(1);
  }

  @Test
  void withoutADifferenceOneLookInTwentyIsBelowFivePercent() {
    Random chance = new Random(11);
    int below = 0;
    for (int i = 0; i < 4000; i++) {
      if (TwoProportions.pValue(some(chance), 400, some(chance), 400) <= 0.05) {
        below++;
      }
    }
    assertThat(below / 4000.0).isBetween(0.04, 0.06);
  }

  @Test
  void moreThanThereAreIsRefused() {
    assertThatThrownBy(() -> TwoProportions.pValue(2, 1, 0, 1))
        .hasMessage("counts: 2 of 1 and 0 of 1 (expected: 0 to n of n, n at least 1)");
  }

  private static int some(Random chance) {
    int matching = 0;
    for (int i = 0; i < 400; i++) {
      matching += chance.nextInt(10) < 3 ? 1 : 0;
    }
    return matching;
  }
}
