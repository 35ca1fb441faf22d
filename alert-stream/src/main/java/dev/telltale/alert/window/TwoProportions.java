// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

/** Whether two rates differ by more than chance makes them differ. */
public final class TwoProportions {
  /** From here on the continued fraction converges faster than the series. */
  private static final double FAR_OUT = 2;

  private static final int MOST_TERMS = 200;

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
    return erfc(Math.abs(difference) / Math.sqrt(2 * variance));
  }

  /**
   * The complementary error function of 0 or more, to 12 digits: near 0 by the series 1 − 2/√π
   * e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), else by the continued fraction e^(−x²)/√π × 1/(x + ½/(x
   * + 1/(x + 1½/(x + …)))).
   *
   * @see <a href="https://dlmf.nist.gov/7">NIST Digital Library of Mathematical Functions, 7.6.2
   *     and 7.9.1</a>
   */
  static double erfc(double x) {
    double scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
    if (x < FAR_OUT) {
      double term = x;
      double sum = x;
      for (int n = 1; n < MOST_TERMS && term > sum * 1e-16; n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return 1 - 2 * scale * sum;
    }
    double fraction = x;
    for (int n = MOST_TERMS; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return scale / fraction;
  }
}
