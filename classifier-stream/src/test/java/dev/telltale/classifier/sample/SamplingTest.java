// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {
  /** The vectors of docs/judges.md, for implementations in other languages. */
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
  void whatOneRateKeepsEveryHigherRateKeepsToo() {
    double[] rates = {0, 0.01, 0.5, 1, 12.5, 33.333, 50, 99.99, 100};
    Random chance = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      String salt = "default/agent-" + chance.nextInt(40) + "/signal-" + chance.nextInt(40);
      String target = String.format("%016x%016x", chance.nextLong(), chance.nextLong());
      boolean kept = false;
      for (double rate : rates) {
        boolean now = Sampling.keeps(salt, target, rate);
        assertThat(now || !kept).as("%s of %s at %s", target, salt, rate).isTrue();
        kept = now;
      }
      assertThat(kept).isTrue();
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

  /**
   * Of all pairs of ten signals whose names differ little, at a rate of 20 %: chi-square of each
   * pair's four counts, with one degree of freedom. Independent signals stay below 15.1 with a
   * probability of 0.9999 each; the targets are always the same, so it holds or it does not.
   */
  @Test
  void noPairOfSignalsChoosesTogetherOrApart() {
    int targets = 10_000;
    boolean[][] kept = new boolean[10][targets];
    Random chance = new Random(11);
    for (int target = 0; target < targets; target++) {
      String id = String.format("%016x%016x", chance.nextLong(), chance.nextLong());
      for (int signal = 0; signal < kept.length; signal++) {
        kept[signal][target] = Sampling.keeps("default/support/signal-" + signal, id, 20);
      }
    }
    for (int a = 0; a < kept.length; a++) {
      for (int b = a + 1; b < kept.length; b++) {
        assertThat(chiSquare(kept[a], kept[b])).as("signals %d and %d", a, b).isLessThan(15.1);
      }
    }
  }

  @Test
  void signalsOfOneSaltChooseTheSameTargets() {
    boolean[] kept = new boolean[1_000];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = Sampling.keeps("campaign-7", "t" + i, 50);
    }

    assertThat(chiSquare(kept, kept)).isGreaterThan(900);
  }

  private static double chiSquare(boolean[] a, boolean[] b) {
    double[][] counts = new double[2][2];
    for (int i = 0; i < a.length; i++) {
      counts[a[i] ? 1 : 0][b[i] ? 1 : 0]++;
    }
    double chiSquare = 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        double expected = (counts[i][0] + counts[i][1]) * (counts[0][j] + counts[1][j]) / a.length;
        chiSquare += (counts[i][j] - expected) * (counts[i][j] - expected) / expected;
      }
    }
    return chiSquare;
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
