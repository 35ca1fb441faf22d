// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A dashboard as it lies in deploy/grafana/dashboards. */
record Board(Path file, JsonNode json) {
  static final Path HOME = Path.of("grafana");
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern METRIC = Pattern.compile("telltale_[a-z0-9_]+");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$(?:\\{([A-Za-z_]+)[^}]*\\}|([A-Za-z_]+))");

  /** A panel, and the panel's row if it has one that is repeated. */
  record Panel(Board board, JsonNode json, Optional<String> rowRepeat) {
    String title() {
      return json.path("title").asText();
    }

    String name() {
      return board.uid() + " / " + json.path("id").asInt() + " " + title();
    }

    List<JsonNode> targets() {
      List<JsonNode> targets = new ArrayList<>();
      json.path("targets").forEach(targets::add);
      return targets;
    }

    /** Variables of which the panel is shown once for each value. */
    Set<String> repeats() {
      Set<String> repeats = new LinkedHashSet<>();
      rowRepeat.ifPresent(repeats::add);
      if (json.has("repeat")) {
        repeats.add(json.path("repeat").asText());
      }
      return repeats;
    }
  }

  static List<Board> all() {
    try (Stream<Path> files = Files.list(HOME.resolve("dashboards"))) {
      return files.sorted().map(Board::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Board read(Path file) {
    try {
      return new Board(file, JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uid() {
    return json.path("uid").asText();
  }

  /** Without the rows. */
  List<Panel> panels() {
    List<Panel> panels = new ArrayList<>();
    Optional<String> rowRepeat = Optional.empty();
    for (JsonNode panel : json.path("panels")) {
      if (panel.path("type").asText().equals("row")) {
        rowRepeat = Optional.ofNullable(panel.get("repeat")).map(JsonNode::asText);
      } else {
        panels.add(new Panel(this, panel, rowRepeat));
      }
    }
    return panels;
  }

  List<JsonNode> variables() {
    List<JsonNode> variables = new ArrayList<>();
    json.at("/templating/list").forEach(variables::add);
    return variables;
  }

  Set<String> variableNames() {
    return variables().stream()
        .map(variable -> variable.path("name").asText())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Queries of marks on the time axis. */
  List<String> annotations() {
    List<String> queries = new ArrayList<>();
    json.at("/annotations/list").forEach(mark -> queries.add(mark.path("expr").asText()));
    return queries;
  }

  /** Telltale's metrics that a query names. */
  static Set<String> metrics(String query) {
    Set<String> names = new LinkedHashSet<>();
    Matcher found = METRIC.matcher(query);
    while (found.find()) {
      names.add(found.group());
    }
    return names;
  }

  /** Every query of the dashboard: its panels', its variables' and its marks'. */
  List<String> queries() {
    List<String> queries = new ArrayList<>(annotations());
    panels().forEach(panel -> panel.targets().forEach(t -> queries.add(t.path("expr").asText())));
    variables().forEach(variable -> queries.add(variable.at("/query/query").asText()));
    return queries;
  }

  /** Names after a dollar, without Grafana's own, which begin with two underscores. */
  static Set<String> placeholders(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher found = PLACEHOLDER.matcher(text);
    while (found.find()) {
      String name = found.group(1) == null ? found.group(2) : found.group(1);
      if (!name.startsWith("__")) {
        names.add(name);
      }
    }
    return names;
  }

  /** As Prometheus shows the family: without what is added for parts of a histogram. */
  static String family(String metric) {
    return metric.replaceFirst("_(bucket|sum|count|max|created)$", "");
  }
}
