// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {
  /** The vectors of README, for implementations in other languages. */
  @ParameterizedTest
  @CsvSource({
    "default/support/user-frustration,00d5145b3b931abc049652489da635dd,0.43980491873633065",
    "default/support/user-frustration,00d5145b3b931abc049652489da635dd:13a7184dbb5f0191,0.2939329568742918",
    "campaign-7,session ünïcode,0.07790668553317115",
    "'',x,0.6578720465410536"
  })
  void theSameTextsGiveTheSamePosition(String salt, String target, double position) {
    assertThat(Sampling.position(salt, target)).isEqualTo(position);
  }

  @Test
  void raisingTheRateKeepsEveryTargetThatWasKeptBefore() {
    for (int i = 0; i < 5_000; i++) {
      if (Sampling.keeps("signal", "target-" + i, 10)) {
        assertThat(Sampling.keeps("signal", "target-" + i, 25)).isTrue();
      }
    }
  }

  @Test
  void aRateOfTenPercentKeepsATenth() {
    long kept = count("signal", 20_000, 10);

    // Three standard deviations of a binomial distribution: sqrt(20000 × 0.1 × 0.9) × 3 = 127.
    assertThat((double) kept).isCloseTo(2_000, within(127.0));
  }

  @Test
  void twoSignalsChooseIndependently() {
    long both = 0;
    for (int i = 0; i < 20_000; i++) {
      both += Sampling.keeps("a", "t" + i, 50) && Sampling.keeps("b", "t" + i, 50) ? 1 : 0;
    }

    assertThat((double) both).isCloseTo(5_000, within(184.0));
  }

  @Test
  void noneIsKeptAtZeroAndAllAtAHundredPercent() {
    assertThat(count("s", 1_000, 0)).isZero();
    assertThat(count("s", 1_000, 100)).isEqualTo(1_000);
  }

  @Test
  void aNulIsRefused() {
    assertThatThrownBy(() -> Sampling.position("a\0b", "c")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> Sampling.position("a", "b\0c")).hasMessageContaining("NUL");
  }

  private static long count(String salt, int targets, double rate) {
    long kept = 0;
    for (int i = 0; i < targets; i++) {
      kept += Sampling.keeps(salt, "t" + i, rate) ? 1 : 0;
    }
    return kept;
  }
}
