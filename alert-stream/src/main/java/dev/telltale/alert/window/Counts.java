// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many targets of a signal have which verdict. Each target counts once, by its counted verdict.
 * The sum of {@code values} and {@code others} is {@code labels}.
 *
 * @param labels targets with a label
 * @param verdicts targets with any verdict: labels, failures and skips
 * @param values targets by value, at most {@link #MOST_VALUES} different ones
 * @param others targets whose value found no place in {@code values}
 */
public record Counts(long labels, long verdicts, Map<String, Long> values, long others) {
  /**
   * Three times what a signal may have: a definition's earlier versions may have had other labels.
   */
  public static final int MOST_VALUES = 32;

  /** No verdict. */
  public static final Counts NONE = new Counts(0, 0, Map.of(), 0);

  /** Takes a copy of the values. */
  public Counts {
    values = Map.copyOf(values);
  }

  /** Targets with that value; 0 for one that was never seen. */
  public long of(String value) {
    return values.getOrDefault(value, 0L);
  }

  /** With one target more: labelled with the value, or not labelled when there is none. */
  public Counts with(@Nullable String value) {
    return changed(value, 1);
  }

  /** With one target less that {@link #with} had added. */
  public Counts without(@Nullable String value) {
    return changed(value, -1);
  }

  /** Both together. */
  public Counts plus(Counts more) {
    Map<String, Long> sum = new HashMap<>(values);
    more.values.forEach((value, n) -> sum.merge(value, n, Long::sum));
    return new Counts(labels + more.labels, verdicts + more.verdicts, sum, others + more.others);
  }

  /**
   * A value's entry stays when it falls to 0, and a value that found no place once never gets one
   * later: so the target that is taken away is always taken from where it was added.
   */
  private Counts changed(@Nullable String value, int by) {
    if (value == null) {
      return new Counts(labels, verdicts + by, values, others);
    }
    if (!values.containsKey(value) && values.size() >= MOST_VALUES) {
      return new Counts(labels + by, verdicts + by, values, others + by);
    }
    Map<String, Long> changed = new HashMap<>(values);
    changed.merge(value, (long) by, Long::sum);
    return new Counts(labels + by, verdicts + by, changed, others);
  }
}
