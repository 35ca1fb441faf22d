// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.metrics;

import java.util.Set;

/**
 * One metric, of the list or of a scrape.
 *
 * @param name as Prometheus shows it, without {@code _bucket}, {@code _sum}, {@code _count}
 * @param type counter, gauge, histogram or summary
 * @param tags names of its labels, without {@code le}
 */
public record Metric(String name, String type, Set<String> tags) {
  /** Keeps a copy. */
  public Metric {
    tags = Set.copyOf(tags);
  }

  /** The same under all names that differ by a suffix for kind or unit only. */
  String stem() {
    return stem(name);
  }

  static String stem(String name) {
    return name.replace('.', '_')
        .replaceFirst("_total$", "")
        .replaceFirst("_(seconds|bytes|records)$", "");
  }
}
