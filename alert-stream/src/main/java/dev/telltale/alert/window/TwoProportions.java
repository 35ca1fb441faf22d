// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import org.apache.commons.numbers.gamma.Erfc;

/** Whether two rates differ by more than chance makes them differ. */
public final class TwoProportions {
  private TwoProportions() {}

  /**
   * The p-value of the two-sided two-proportion z-test with a pooled rate: with p = (x₁ + x₂) / (n₁
   * + n₂), z = (x₁/n₁ − x₂/n₂) / √(p(1 − p)(1/n₁ + 1/n₂)), and the value is 2 (1 − Φ(|z|)) =
   * erfc(|z| / √2). Where all targets have the same label there is no difference, and it is 1.
   *
   * @param matching 0 to {@code n}
   * @param n at least 1
   * @param matchingBefore 0 to {@code nBefore}
   * @param nBefore at least 1
   * @return 0 to 1; the smaller, the less chance explains the difference
   * @see <a href="https://doi.org/10.1002/0471445428">J. L. Fleiss, B. Levin, M. C. Paik,
   *     Statistical Methods for Rates and Proportions, 3rd edition, 2003, section 3.2; without the
   *     correction for continuity</a>
   */
  public static double pValue(long matching, long n, long matchingBefore, long nBefore) {
    if (n < 1 || nBefore < 1 || matching > n || matchingBefore > nBefore) {
      throw new IllegalArgumentException(
          "counts: %d of %d and %d of %d (expected: 0 to n of n, n at least 1)"
              .formatted(matching, n, matchingBefore, nBefore));
    }
    double pooled = (double) (matching + matchingBefore) / (n + nBefore);
    double variance = pooled * (1 - pooled) * (1.0 / n + 1.0 / nBefore);
    if (variance <= 0) {
      return 1;
    }
    double difference = (double) matching / n - (double) matchingBefore / nBefore;
    return Erfc.value(Math.abs(difference) / Math.sqrt(2 * variance));
  }
}
