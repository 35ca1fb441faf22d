// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Pages that draw dashboards with live data, one a dashboard, and pictures of them where a Chromium
 * is installed: somebody can look at them without a Grafana.
 */
final class Pictures {
  private static final int LINE = 38;
  private static final int HEAD = 90;
  private static final int WIDTH = 1640;

  private final Asked asked;
  private final Path folder;

  Pictures(Asked asked, Path folder) {
    this.asked = asked;
    this.folder = folder;
  }

  /**
   * Draws them all.
   *
   * @param signal which one is shown where only one can be chosen
   */
  void draw(List<Board> boards, String signal) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Optional<Path> chromium = Prometheus.program("chromium", "chromium-browser", "google-chrome");
    for (Board board : boards) {
      List<Asked.Choice> choices = asked.choices(board);
      Asked.Choice choice =
          choices.stream()
              .filter(c -> signal.equals(c.values().get("signal")))
              .findFirst()
              .orElse(choices.get(0));
      Path page = folder.resolve(board.uid() + ".html");
      Files.writeString(page, page(board, choice));
      if (chromium.isPresent()) {
        picture(chromium.get(), page, height(board, choice));
      }
    }
    if (chromium.isEmpty()) {
      System.out.println("chromium is not installed: pages are in " + folder + ", no pictures");
    }
  }

  private String page(Board board, Asked.Choice choice) throws IOException, InterruptedException {
    ObjectNode page = Board.JSON.createObjectNode();
    page.set("json", board.json());
    ObjectNode variables = page.putObject("variables");
    for (String name : board.variableNames()) {
      String value = Objects.requireNonNull(choice.values().get(name));
      List<String> values =
          value.equals(".*") ? Objects.requireNonNull(choice.options().get(name)) : List.of(value);
      values.forEach(variables.withArray(name)::add);
    }
    page.put("from", asked.from().getEpochSecond());
    page.put("to", Instant.now().getEpochSecond());
    ArrayNode marks = page.putArray("marks");
    for (String mark : board.annotations()) {
      for (JsonNode series : asked.over(new Filled(choice.values()).in(mark))) {
        ObjectNode one = marks.addObject();
        one.put("time", series.at("/values/0/0").asDouble());
        one.put("text", "Version " + series.at("/metric/version").asText());
      }
    }
    ArrayNode panels = page.putArray("panels");
    for (Board.Panel panel : board.panels()) {
      for (Asked.Choice copy : Asked.copies(panel.repeats(), choice)) {
        panels.add(panel(panel, copy));
      }
    }
    return "<!doctype html><meta charset=\"utf-8\"><title>"
        + board.uid()
        + "</title><body><script>const BOARD = "
        + page.toString().replace("</", "<\\/")
        + ";</script><script>"
        + script()
        + "</script></body>";
  }

  private ObjectNode panel(Board.Panel panel, Asked.Choice choice)
      throws IOException, InterruptedException {
    ObjectNode drawn = Board.JSON.createObjectNode();
    drawn.put("id", panel.json().path("id").asInt());
    ObjectNode chosen = drawn.putObject("choice");
    panel.repeats().forEach(name -> chosen.put(name, choice.values().get(name)));
    ArrayNode targets = drawn.putArray("targets");
    for (JsonNode target : panel.targets()) {
      ObjectNode one = targets.addObject();
      one.put("refId", target.path("refId").asText());
      one.put("legend", target.path("legendFormat").asText());
      ArrayNode lines = one.putArray("series");
      for (JsonNode series : asked.series(target, choice)) {
        ObjectNode line = lines.addObject();
        ObjectNode labels = line.putObject("labels");
        for (Map.Entry<String, JsonNode> label : series.path("metric").properties()) {
          if (!label.getKey().equals("__name__")) {
            labels.set(label.getKey(), label.getValue());
          }
        }
        ArrayNode points = line.putArray("points");
        for (JsonNode point : Asked.points(series)) {
          double value = Double.parseDouble(point.path(1).asText());
          ArrayNode at = points.addArray().add(point.path(0).asDouble());
          if (Double.isFinite(value)) {
            at.add(value);
          } else {
            at.addNull();
          }
        }
      }
      if (target.path("exemplar").asBoolean()) {
        ArrayNode dots = drawn.putArray("exemplars");
        for (JsonNode exemplars : asked.exemplars(target, choice)) {
          exemplars
              .path("exemplars")
              .forEach(exemplar -> dots.add(exemplar.path("timestamp").asDouble()));
        }
      }
    }
    return drawn;
  }

  /** Lines of the grid, with the copies of what is repeated. */
  private static int height(Board board, Asked.Choice choice) {
    int bottom = 0;
    int more = 0;
    int row = -1;
    int copies = 1;
    for (JsonNode panel : board.json().path("panels")) {
      int end = panel.at("/gridPos/y").asInt() + panel.at("/gridPos/h").asInt();
      int times = choice.options().getOrDefault(panel.path("repeat").asText(), List.of("")).size();
      if (panel.path("type").asText().equals("row")) {
        more += row < 0 ? 0 : (copies - 1) * (bottom - row);
        row = panel.at("/gridPos/y").asInt();
        copies = times;
      } else if (panel.has("repeat")) {
        int perRow = panel.path("maxPerRow").asInt();
        more += panel.at("/gridPos/h").asInt() * ((times + perRow - 1) / perRow - 1);
      }
      bottom = Math.max(bottom, end);
    }
    more += row < 0 ? 0 : (copies - 1) * (bottom - row);
    return HEAD + LINE * (bottom + more);
  }

  private static String script() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Pictures.class.getResourceAsStream("/boards/board.js"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void picture(Path chromium, Path page, int height)
      throws IOException, InterruptedException {
    Path file = folder.resolve(page.getFileName().toString().replace(".html", ".png"));
    Files.deleteIfExists(file);
    Path profile = Files.createTempDirectory("chromium-");
    Path log = folder.resolve("chromium.log");
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + profile,
                "--window-size=" + WIDTH + "," + height,
                "--screenshot=" + file.toAbsolutePath(),
                page.toAbsolutePath().toUri().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("chromium ends").isTrue();
      assertThat(file).as(Files.readString(log)).exists();
    } finally {
      process.destroyForcibly();
    }
  }
}
