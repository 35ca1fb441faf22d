// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** How far two agree on the same targets, beyond what chance gives. */
public final class Kappa {
  private Kappa() {}

  /** What one and the other said of a target. */
  public record Pair(String one, String other) {}

  /**
   * Cohen's kappa: (p_o − p_e) / (1 − p_e), where p_o is the share of pairs that are alike and p_e
   * the share that would be if both gave their values by chance, each as often as they did. 1 is
   * full agreement, 0 what chance gives; empty without a pair, and where p_e is 1, as when both
   * only ever gave one and the same value.
   *
   * @see <a href="https://doi.org/10.1177/001316446002000104">J. Cohen, A Coefficient of Agreement
   *     for Nominal Scales, Educational and Psychological Measurement 20 (1960), 37–46</a>
   */
  public static OptionalDouble of(Collection<Pair> pairs) {
    Map<String, Integer> one = new HashMap<>();
    Map<String, Integer> other = new HashMap<>();
    long alike = 0;
    for (Pair pair : pairs) {
      one.merge(pair.one, 1, Integer::sum);
      other.merge(pair.other, 1, Integer::sum);
      alike += pair.one.equals(pair.other) ? 1 : 0;
    }
    long byChance = 0;
    for (Map.Entry<String, Integer> value : one.entrySet()) {
      byChance += (long) value.getValue() * other.getOrDefault(value.getKey(), 0);
    }
    // In whole numbers until the end: whether chance alone explains all must not hang on rounding.
    long count = pairs.size();
    long all = count * count;
    return byChance == all
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) (alike * count - byChance) / (double) (all - byChance));
  }
}
