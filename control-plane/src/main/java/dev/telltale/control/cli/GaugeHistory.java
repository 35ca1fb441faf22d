// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the signals' rolling gauges would have shown, as OpenMetrics text. A gauge shows the newest
 * whole hour or day, from its end to the end of the next; it is repeated often enough that
 * Prometheus, which looks back five minutes, draws a line and no dots.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
final class GaugeHistory {
  /** From one sample of a series to the next. */
  static final Duration STEP = Duration.ofMinutes(4);

  private static final String TRUE = "true";

  private final Duration window;
  private final String windowText;
  private final Instant from;
  private final Instant to;
  private final Map<String, String> added;
  private final Map<Gauge, Map<String, List<Point>>> series = new EnumMap<>(Gauge.class);
  private final Map<String, List<Point>> empty = new HashMap<>();

  /** The gauges, with the names and the meaning of the live ones. */
  private enum Gauge {
    TRUE_RATE("true_rate", "share of labels that are true, 0 to 1"),
    VALUE_SHARE("value_share", "share of labels with a value, 0 to 1"),
    LOW("interval_low", "lower end of a share's 95 % interval"),
    HIGH("interval_high", "upper end of a share's 95 % interval"),
    COVERAGE("coverage", "targets with a label / with any verdict"),
    VOLUME("label_volume", "targets with a label");

    private final String id;
    private final String description;

    Gauge(String name, String description) {
      this.id = "telltale_signal_" + name;
      this.description = description;
    }
  }

  /** What a gauge shows from the end of a window on. */
  private record Point(Instant end, double value) {}

  /** How much was written. */
  record Written(int series, long samples) {}

  /**
   * Makes an empty one.
   *
   * @param window an hour or a day
   * @param from of the samples, included
   * @param to of the samples, excluded
   * @param added labels that every series has besides
   */
  GaugeHistory(Duration window, Instant from, Instant to, Map<String, String> added) {
    this.window = window;
    this.windowText = window.toHours() + "h";
    this.from = from;
    this.to = to;
    this.added = new TreeMap<>(added);
    for (Gauge gauge : Gauge.values()) {
      series.put(gauge, new LinkedHashMap<>());
    }
  }

  /** Takes the API's answer about a signal, and the next ones about it in the order of time. */
  void take(JsonNode answer) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String name : List.of("project", "agent", "signal")) {
      labels.put(name, answer.path(name).asText());
    }
    labels.put("window", windowText);
    labels.putAll(added);
    answer.path("buckets").forEach(bucket -> take(labels, bucket));
  }

  private void take(Map<String, String> names, JsonNode bucket) {
    Instant end = Instant.parse(bucket.path("to").asText());
    long count = bucket.path("labels").asLong();
    String labels = text(names);
    if (!bucket.path("coverage").isNumber()) {
      // Nothing before the first verdict and behind the last, as there was no gauge then.
      if (series(Gauge.VOLUME).containsKey(labels)) {
        empty.computeIfAbsent(labels, l -> new ArrayList<>()).add(new Point(end, 0));
      }
      return;
    }
    List<Point> silent = empty.remove(labels);
    if (silent != null) {
      silent.forEach(point -> add(Gauge.VOLUME, labels, point));
    }
    add(Gauge.VOLUME, labels, new Point(end, count));
    add(Gauge.COVERAGE, labels, new Point(end, bucket.path("coverage").asDouble()));
    if (count == 0) {
      return;
    }
    JsonNode values = bucket.path("values");
    boolean isBinary = of(values, TRUE) + of(values, "false") == count;
    if (isBinary) {
      share(Gauge.TRUE_RATE, labels, end, values.path(TRUE));
      ends(names, TRUE, end, values);
    } else {
      values
          .fieldNames()
          .forEachRemaining(
              value -> {
                if (of(values, value) > 0) {
                  share(Gauge.VALUE_SHARE, text(names, value), end, values.path(value));
                  ends(names, value, end, values);
                }
              });
    }
  }

  private static long of(JsonNode values, String value) {
    return values.path(value).path("labels").asLong();
  }

  private void share(Gauge gauge, String labels, Instant end, JsonNode value) {
    add(gauge, labels, new Point(end, value.path("share").asDouble()));
  }

  private void ends(Map<String, String> names, String value, Instant end, JsonNode values) {
    String labels = text(names, value);
    add(Gauge.LOW, labels, new Point(end, values.path(value).path("low").asDouble()));
    add(Gauge.HIGH, labels, new Point(end, values.path(value).path("high").asDouble()));
  }

  private void add(Gauge gauge, String labels, Point point) {
    series(gauge).computeIfAbsent(labels, l -> new ArrayList<>()).add(point);
  }

  private Map<String, List<Point>> series(Gauge gauge) {
    return series.getOrDefault(gauge, Map.of());
  }

  /** True as long as there is no sample to write. */
  boolean isEmpty() {
    return series(Gauge.VOLUME).isEmpty();
  }

  /** Writes all of it. */
  Written write(Appendable out) throws IOException {
    int count = 0;
    long samples = 0;
    for (Map.Entry<Gauge, Map<String, List<Point>>> family : series.entrySet()) {
      if (family.getValue().isEmpty()) {
        continue;
      }
      Gauge gauge = family.getKey();
      out.append("# TYPE ").append(gauge.id).append(" gauge\n");
      out.append("# HELP ").append(gauge.id).append(' ').append(gauge.description).append('\n');
      for (Map.Entry<String, List<Point>> one : family.getValue().entrySet()) {
        count++;
        for (Point point : one.getValue()) {
          samples += write(gauge.id + one.getKey() + ' ' + point.value + ' ', point.end, out);
        }
      }
    }
    out.append("# EOF\n");
    return new Written(count, samples);
  }

  private long write(String start, Instant end, Appendable out) throws IOException {
    long samples = 0;
    Instant last = end.plus(window);
    for (Instant at = end; at.isBefore(last) && at.isBefore(to); at = at.plus(STEP)) {
      if (!at.isBefore(from)) {
        out.append(start).append(Long.toString(at.getEpochSecond())).append('\n');
        samples++;
      }
    }
    return samples;
  }

  private static String text(Map<String, String> labels, String value) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put("value", value);
    return text(all);
  }

  private static String text(Map<String, String> labels) {
    List<String> parts = new ArrayList<>();
    labels.forEach(
        (name, value) ->
            parts.add(
                name
                    + "=\""
                    + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                    + '"'));
    return '{' + String.join(",", parts) + '}';
  }
}
