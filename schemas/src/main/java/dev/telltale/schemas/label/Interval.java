// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

/**
 * The rates that fit what was counted.
 *
 * @param low 0 to 1
 * @param high 0 to 1, not below {@code low}
 */
public record Interval(double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution: two sides of 2.5 % leave 95 %. */
  private static final double Z = 1.959963984540054;

  /** Refuses bounds that are no rates or in the wrong order. */
  public Interval {
    if (!(low >= 0 && low <= high && high <= 1)) {
      throw new IllegalArgumentException(
          "interval: " + low + " to " + high + " (expected: 0 <= low <= high <= 1)");
    }
  }

  /**
   * Wilson's score interval at 95 %. With p = matching / n it is centred at (p + z²/2n) / (1 +
   * z²/n), and reaches z / (1 + z²/n) × √(p(1 − p)/n + z²/4n²) to either side. Unlike the textbook
   * interval it stays within 0 to 1 and is of use with few labels.
   *
   * @param matching 0 to {@code n}
   * @param n at least 1
   * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">E. B. Wilson, Probable Inference,
   *     the Law of Succession, and Statistical Inference, JASA 22 (1927)</a>
   */
  public static Interval wilson95(long matching, long n) {
    if (n < 1 || matching < 0 || matching > n) {
      throw new IllegalArgumentException(
          "counts: " + matching + " of " + n + " (expected: 0 to n of n, n at least 1)");
    }
    double p = (double) matching / n;
    double shrink = 1 + Z * Z / n;
    double centre = (p + Z * Z / (2.0 * n)) / shrink;
    double reach = Z / shrink * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
    return new Interval(Math.max(0, centre - reach), Math.min(1, centre + reach));
  }
}
