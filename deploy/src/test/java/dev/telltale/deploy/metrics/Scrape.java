// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} said, in Prometheus' text format. */
public final class Scrape {
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$");
  private static final Pattern SAMPLE = Pattern.compile("^([a-z0-9_]+)(?:\\{(.*)})? (\\S+).*$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Set<String>> tags = new LinkedHashMap<>();

  private Scrape(String text) {
    text.lines().forEach(this::read);
  }

  /** Reads a scrape. */
  public static Scrape of(String text) {
    return new Scrape(text);
  }

  /** Asks a process. */
  public static Scrape from(URI metrics) throws IOException, InterruptedException {
    return of(
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(metrics).version(Version.HTTP_1_1).build(),
                BodyHandlers.ofString())
            .body());
  }

  /** All of them. */
  public List<Metric> metrics() {
    return types.entrySet().stream()
        .map(
            type ->
                new Metric(
                    type.getKey(), type.getValue(), tags.getOrDefault(type.getKey(), Set.of())))
        .toList();
  }

  private void read(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (sample.matches()) {
      String name = sample.group(1);
      String base = name.replaceFirst("_(bucket|sum|count)$", "");
      Set<String> keys =
          tags.computeIfAbsent(types.containsKey(name) ? name : base, n -> new TreeSet<>());
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        if (!Set.of("le", "quantile").contains(label.group(1))) {
          keys.add(label.group(1));
        }
      }
    }
  }
}
