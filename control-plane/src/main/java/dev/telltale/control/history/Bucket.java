// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.schemas.label.Interval;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How many targets that began in a stretch of time have which verdict; each counts once.
 *
 * @param from included
 * @param to excluded
 * @param values targets with a label, by value; none is 0
 * @param backfilled of the targets with a label, those that a backfill labelled
 * @param failures targets whose verdict is a failure, by kind
 * @param skips targets that were left out, by reason
 */
public record Bucket(
    Instant from,
    Instant to,
    Map<String, Long> values,
    long backfilled,
    Map<String, Long> failures,
    Map<String, Long> skips) {
  /** Takes copies. */
  public Bucket {
    values = Map.copyOf(values);
    failures = Map.copyOf(failures);
    skips = Map.copyOf(skips);
  }

  /** Targets with a label. */
  public long labels() {
    return sum(values);
  }

  /** Of those, the ones that were labelled as they came. */
  public long live() {
    return labels() - backfilled;
  }

  /** Targets whose verdict is a failure. */
  public long failed() {
    return sum(failures);
  }

  /** Targets that were left out. */
  public long skipped() {
    return sum(skips);
  }

  /** Targets with a label / with any verdict, 0 to 1; empty without any. */
  public OptionalDouble coverage() {
    long verdicts = labels() + failed() + skipped();
    return verdicts == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) labels() / verdicts);
  }

  /** Targets with that value. */
  public long of(String value) {
    return values.getOrDefault(value, 0L);
  }

  /** The share of the labels that have a value, 0 to 1; empty without labels. */
  public OptionalDouble share(String value) {
    long labels = labels();
    return labels == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) of(value) / labels);
  }

  /**
   * The 95 % interval of that share, as alerts have it.
   *
   * @throws IllegalArgumentException without labels
   */
  public Interval interval(String value) {
    return Interval.wilson95(of(value), labels());
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
