// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a dashboard's queries as Grafana would, from a moment until now. */
final class Asked {
  private static final Pattern VALUES = Pattern.compile("label_values\\((.*), ([a-z_]+)\\)");
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final String ALL = ".*";

  private final Prometheus prometheus;
  private final Instant from;

  Asked(Prometheus prometheus, Instant from) {
    this.prometheus = prometheus;
    this.from = from;
  }

  /**
   * What may be chosen above a dashboard: All where several may be, else each value once. Values of
   * all variables stand under their name and {@code *}.
   */
  record Choice(Map<String, String> values, Map<String, List<String>> options) {
    /** The same with one variable set. */
    Choice with(String variable, String value) {
      Map<String, String> more = new LinkedHashMap<>(values);
      more.put(variable, value);
      return new Choice(more, options);
    }

    private Choice knowing(String variable, List<String> values) {
      Map<String, List<String>> more = new LinkedHashMap<>(options);
      more.put(variable, values);
      return new Choice(this.values, more);
    }
  }

  /** The choices there are; none when a variable has no value. */
  List<Choice> choices(Board board) throws IOException, InterruptedException {
    Map<String, String> grafanas = new HashMap<>();
    grafanas.put("__rate_interval", "15s");
    grafanas.put("__interval", STEP.toSeconds() + "s");
    long seconds = Math.max(30, Duration.between(from, Instant.now()).toSeconds());
    grafanas.put("__range", seconds + "s");
    List<Choice> choices = List.of(new Choice(grafanas, Map.of()));
    for (JsonNode variable : board.variables()) {
      String name = variable.path("name").asText();
      Matcher query = VALUES.matcher(variable.at("/query/query").asText());
      if (!query.matches()) {
        throw new AssertionError(board.uid() + " $" + name + ": " + variable.path("query"));
      }
      List<Choice> next = new ArrayList<>();
      for (Choice choice : choices) {
        List<String> values =
            prometheus.labelValues(new Filled(choice.values()).in(query.group(1)), query.group(2));
        Choice knowing = choice.knowing(name, values);
        String first = variable.at("/current/value").asText();
        if (values.isEmpty()) {
          continue;
        }
        if (variable.path("multi").asBoolean()) {
          next.add(knowing.with(name, ALL));
        } else if (values.contains(first)) {
          next.add(knowing.with(name, first));
        } else {
          values.forEach(value -> next.add(knowing.with(name, value)));
        }
      }
      choices = next;
    }
    return choices;
  }

  /** The choice with each value of the variables that a panel is repeated for. */
  static List<Choice> copies(Set<String> repeats, Choice choice) {
    List<Choice> copies = List.of(choice);
    for (String variable : repeats) {
      copies =
          copies.stream()
              .flatMap(
                  copy ->
                      choice.options().getOrDefault(variable, List.of()).stream()
                          .map(value -> copy.with(variable, value)))
              .toList();
    }
    return copies;
  }

  /** Series of a panel's query: as they are now, or over time. */
  JsonNode series(JsonNode target, Choice choice) throws IOException, InterruptedException {
    String query = new Filled(choice.values()).in(target.path("expr").asText());
    return target.path("instant").asBoolean() ? prometheus.now(query) : over(query);
  }

  JsonNode over(String query) throws IOException, InterruptedException {
    return prometheus.over(query, from, Instant.now(), STEP);
  }

  JsonNode exemplars(JsonNode target, Choice choice) throws IOException, InterruptedException {
    return exemplars(new Filled(choice.values()).in(target.path("expr").asText()));
  }

  JsonNode exemplars(String query) throws IOException, InterruptedException {
    return prometheus.exemplars(query, from, Instant.now());
  }

  Instant from() {
    return from;
  }

  /** All numbers of an answer, without those that are none. */
  static List<Double> numbers(JsonNode series) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode one : series) {
      points(one).forEach(point -> numbers.add(Double.valueOf(point.path(1).asText())));
    }
    numbers.removeIf(number -> number.isNaN() || number.isInfinite());
    return numbers;
  }

  /** Points of a series, whichever way it was asked for. */
  static Iterable<JsonNode> points(JsonNode series) {
    return series.has("values") ? series.path("values") : List.of(series.path("value"));
  }
}
