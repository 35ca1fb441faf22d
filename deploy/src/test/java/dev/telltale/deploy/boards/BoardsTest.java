// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.alert.notify.MoreToSee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What can be said of the dashboards without a server. */
class BoardsTest {
  private static final Pattern DASHBOARD = Pattern.compile("/d/([a-z-]+)");
  private static final Pattern CHOSEN = Pattern.compile("var-([a-z]+)=|\\$\\{([a-z]+):queryparam}");
  private static final int COLUMNS = 24;
  private static final int LINES = 500;

  private final List<Board> boards = Board.all();

  @Test
  void theFiveDashboardsHaveTheirUidsAndMessagesLeadToThem() {
    assertThat(boards)
        .allMatch(board -> board.file().endsWith(board.uid() + ".json"))
        .extracting(Board::uid)
        .containsExactly(
            "telltale-agents",
            "telltale-alerts",
            MoreToSee.PIPELINE_DASHBOARD,
            MoreToSee.SIGNAL_DASHBOARD,
            MoreToSee.SIGNALS_DASHBOARD);
  }

  @Test
  void panelsHaveIdsOfTheirOwnAndNoneLiesOnAnother() {
    for (Board board : boards) {
      Set<Integer> ids = new HashSet<>();
      boolean[][] taken = new boolean[LINES][COLUMNS];
      for (JsonNode panel : board.json().path("panels")) {
        assertThat(ids.add(panel.path("id").asInt())).as(board.uid() + panel.path("id")).isTrue();
        JsonNode at = panel.path("gridPos");
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
          for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
            assertThat(taken[y][x]).as(board.uid() + ": " + panel.path("title")).isFalse();
            taken[y][x] = true;
          }
        }
      }
    }
  }

  @Test
  void everyPanelSaysWhatItMeansInItsUnitAndAsksTheOneDatasource() {
    for (Board board : boards) {
      for (Board.Panel panel : board.panels()) {
        assertThat(panel.title()).as(panel.name()).isNotBlank();
        assertThat(panel.json().path("description").asText())
            .as(panel.name())
            .hasSizeGreaterThan(30);
        assertThat(panel.json().at("/fieldConfig/defaults/unit").asText())
            .as(panel.name())
            .isNotBlank();
        assertThat(panel.targets()).as(panel.name()).isNotEmpty();
        assertThat(panel.json().findValuesAsText("uid"))
            .as(panel.name())
            .containsOnly("telltale-prometheus");
      }
    }
  }

  @Test
  void variablesThatAreUsedExistAndThoseThatExistAreUsed() {
    for (Board board : boards) {
      Set<String> used = Board.placeholders(board.json().path("panels").toString());
      board.queries().forEach(query -> used.addAll(Board.placeholders(query)));
      board.json().path("panels").findValuesAsText("repeat").forEach(used::add);
      assertThat(used).as(board.uid()).isEqualTo(board.variableNames());
    }
  }

  @Test
  void projectAgentAndSignalStandAboveEveryDashboard() {
    assertThat(boards)
        .allMatch(board -> board.variableNames().containsAll(Set.of("project", "agent", "signal")));
  }

  @Test
  void linksLeadToDashboardsAndVariablesThatExist() {
    Set<String> uids = boards.stream().map(Board::uid).collect(Collectors.toSet());
    for (Board board : boards) {
      assertThat(linked(board.json().path("links")))
          .as(board.uid() + " leads to the others")
          .containsExactlyInAnyOrderElementsOf(
              uids.stream().filter(uid -> !uid.equals(board.uid())).toList());
      board
          .json()
          .path("links")
          .forEach(
              link -> {
                assertThat(link.path("includeVars").asBoolean()).isTrue();
                assertThat(link.path("keepTime").asBoolean()).isTrue();
              });
      for (String url : board.json().findValuesAsText("url")) {
        Matcher to = DASHBOARD.matcher(url);
        assertThat(to.find()).as(url).isTrue();
        Board target =
            boards.stream().filter(b -> b.uid().equals(to.group(1))).findFirst().orElseThrow();
        Matcher chosen = CHOSEN.matcher(url);
        while (chosen.find()) {
          String variable = chosen.group(1) == null ? chosen.group(2) : chosen.group(1);
          assertThat(target.variableNames()).as(url).contains(variable);
        }
      }
    }
  }

  @Test
  void panelsThatAreEmptyOnAGoodDayNameAScenarioThatExists() throws IOException {
    JsonNode scenarios = Board.JSON.readTree(Board.HOME.resolve("scenarios.json").toFile());
    List<String> names = new ArrayList<>();
    scenarios.path("scenarios").fieldNames().forEachRemaining(names::add);
    List<String> used = scenarios.path("panels").findValuesAsText("scenario");

    assertThat(used).isNotEmpty();
    assertThat(names).containsExactlyInAnyOrderElementsOf(Set.copyOf(used));
  }

  @Test
  void everyMetricOfADashboardIsOnTheListOfMetrics() throws IOException {
    Path list = Path.of("..", "docs", "metrics.md");
    Assumptions.assumeTrue(Files.exists(list), "docs/metrics.md is not there");
    String listed = Files.readString(list);
    for (Board board : boards) {
      for (String query : board.queries()) {
        assertThat(Board.metrics(query))
            .as(query)
            .allMatch(
                name ->
                    listed.contains("`" + name + "`")
                        || listed.contains("`" + Board.family(name) + "`"));
      }
    }
  }

  private static List<String> linked(JsonNode links) {
    List<String> uids = new ArrayList<>();
    for (JsonNode link : links) {
      Matcher to = DASHBOARD.matcher(link.path("url").asText());
      assertThat(to.matches()).isTrue();
      uids.add(to.group(1));
    }
    return uids;
  }
}
