// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/** Whether the same targets fare worse than before by more than chance makes them. */
public final class SignTest {
  private SignTest() {}

  /**
   * The p-value of the one-sided exact sign test, which for pairs of yes and no is McNemar's test
   * with the binomial distribution in place of its χ²: of the targets that changed, as many would
   * get worse as better if nothing had happened, so it is P(X ≥ worse) for X ~ Bin(worse + better,
   * ½) = I½(worse, better + 1). Targets that did not change say nothing and are not in it.
   *
   * @param worse how many were right and are wrong now
   * @param better how many were wrong and are right now
   * @return 0 to 1; the smaller, the less chance explains that so many more got worse
   * @see <a href="https://doi.org/10.1007/BF02295996">Q. McNemar, Note on the Sampling Error of the
   *     Difference between Correlated Proportions or Percentages, Psychometrika 12 (1947),
   *     153–157</a>
   */
  public static double pValue(int worse, int better) {
    if (worse < 0 || better < 0) {
      throw new IllegalArgumentException(
          "changes: " + worse + " and " + better + " (expected: 0 or more)");
    }
    return worse == 0 ? 1 : RegularizedBeta.value(0.5, worse, better + 1.0);
  }
}
