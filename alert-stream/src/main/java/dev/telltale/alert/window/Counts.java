// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import java.util.List;
import java.util.Map;

/**
 * How many targets of a signal have which verdict. Each target counts once, by its counted verdict.
 * The sum of {@code values} and {@code others} is {@code labels}.
 *
 * @param labels targets with a label
 * @param verdicts targets with any verdict: labels, failures and skips
 * @param values targets by value
 * @param others targets whose value found no place in {@code values}
 * @param extra what the labels of a value weigh above one each, in millionths of a label; no entry
 *     for nothing
 * @param othersExtra the same of the labels that found no place
 * @param versions of the signal that made the labels, ascending
 */
public record Counts(
    long labels,
    long verdicts,
    Map<String, Long> values,
    long others,
    Map<String, Long> extra,
    long othersExtra,
    List<Integer> versions) {
  /** No verdict. */
  public static final Counts NONE = new Tally().counts();

  /** Takes copies. */
  public Counts {
    values = Map.copyOf(values);
    extra = Map.copyOf(extra);
    versions = List.copyOf(versions);
  }

  /** Targets with that value; 0 for one that was never seen. */
  public long of(String value) {
    return values.getOrDefault(value, 0L);
  }

  /** What the labels with that value weigh: as many as there would be if all were sampled. */
  public double weightOf(String value) {
    return weight(of(value), extra.getOrDefault(value, 0L));
  }

  /** What all labels weigh: as many as there would be if all targets were sampled. */
  public double weight() {
    return weight(labels, extra.values().stream().mapToLong(Long::longValue).sum() + othersExtra);
  }

  private static double weight(long labels, long extra) {
    return labels + (double) extra / Weight.ONE;
  }
}
