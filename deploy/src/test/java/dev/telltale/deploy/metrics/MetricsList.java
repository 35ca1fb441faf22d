// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code docs/metrics.md} says that the roles export. */
public final class MetricsList {
  /** From {@code deploy}, where the tests run. */
  private static final Path FILE = Path.of("..", "docs", "metrics.md");

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(?<name>[a-z0-9_]+)` \\| (?<type>counter|gauge|histogram|summary) \\|"
              + " (?<tags>[a-z, ]*)\\| (?<meaning>.+) \\|$");

  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private final Set<String> later = new TreeSet<>();

  private MetricsList(List<String> lines) {
    for (String line : lines) {
      if (!line.startsWith("| `")) {
        continue;
      }
      Matcher row = ROW.matcher(line);
      if (!row.matches()) {
        throw new AssertionError(
            "row: " + line + " (expected: | `name` | type | tags | meaning |)");
      }
      String name = row.group("name");
      Metric metric =
          new Metric(
              name,
              row.group("type"),
              Arrays.stream(row.group("tags").split(",", -1))
                  .map(String::strip)
                  .filter(tag -> !tag.isEmpty())
                  .collect(Collectors.toSet()));
      if (metrics.put(name, metric) != null) {
        throw new AssertionError(name + " stands in the list twice");
      }
      if (row.group("meaning").contains("Appears with")) {
        later.add(name);
      }
    }
  }

  /** Reads it. */
  public static MetricsList read() throws IOException {
    return new MetricsList(Files.readAllLines(FILE));
  }

  /** All of them. */
  public List<Metric> all() {
    return List.copyOf(metrics.values());
  }

  /** The metric that a name in a query means, such as one with {@code _bucket}. */
  public Optional<Metric> of(String queried) {
    Metric exact = metrics.get(queried);
    if (exact != null) {
      return Optional.of(exact);
    }
    Metric base = metrics.get(queried.replaceFirst("_(bucket|sum|count)$", ""));
    return Optional.ofNullable(base)
        .filter(metric -> Set.of("histogram", "summary").contains(metric.type()))
        .filter(metric -> metric.type().equals("histogram") || !queried.endsWith("_bucket"));
  }

  /**
   * What a process exports and the list does not say, or says otherwise.
   *
   * @param scraped of one role or of all
   */
  public List<String> unlisted(Scrape scraped) {
    List<String> problems = new ArrayList<>();
    for (Metric found : scraped.metrics()) {
      Metric listed = metrics.get(found.name());
      if (listed == null) {
        problems.add(found + " is not in docs/metrics.md");
      } else if (!listed.type().equals(found.type())) {
        problems.add(found + " is listed as a " + listed.type());
      } else if (!found.tags().isEmpty() && !listed.tags().equals(found.tags())) {
        problems.add(found + " is listed with the tags " + listed.tags());
      }
    }
    return problems;
  }

  /** What a process with all roles has to export from the start, and does not. */
  public List<String> absentFrom(Scrape scraped) {
    Set<String> found = scraped.metrics().stream().map(Metric::name).collect(Collectors.toSet());
    return metrics.keySet().stream()
        .filter(name -> !later.contains(name) && !found.contains(name))
        .map(name -> name + " is in docs/metrics.md without \"Appears with\", and not exported")
        .toList();
  }
}
