// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.metrics.MetricsList;
import dev.telltale.deploy.metrics.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every dashboard in a real Prometheus, while the demo's traffic flows and what
 * people hope not to see happens: each answers with data.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoardsIT {
  private static final Duration FILLED_WITHIN = Duration.ofMinutes(6);
  private static final Path REPORT = Path.of("target", "boards");
  private static final String SIGNALS =
      """
      kind: signal
      agent: parcel-support
      signal: asks-for-refund
      type: binary
      scope: trace
      prompt: Does the user ask for money back?
      judge: llm
      ---
      kind: signal
      agent: parcel-support
      signal: frustration-cascade
      template: user-frustration
      judge: cascade
      confidence: 0.5
      checkPercent: 100
      """;

  @TempDir static Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private DemoRun demo;
  private Asked asked;

  /** A query that has no data yet, or no value above zero where its scenario wants one. */
  private record Missing(Board.Panel panel, JsonNode target, Optional<String> scenario) {
    @Override
    public String toString() {
      return panel.name()
          + scenario.map(name -> " (" + name + ")").orElse("")
          + ": "
          + target.path("expr").asText();
    }
  }

  @BeforeAll
  void trafficFlows() throws Exception {
    Assumptions.assumeTrue(
        Prometheus.program("prometheus").isPresent(),
        "prometheus is not installed: no panel's query was run");
    assertThat(DemoRun.isBuilt()).as("standalone/target/telltale.jar").isTrue();
    Model model = new Model();
    open.add(model);
    demo = DemoRun.start(folder, model.address());
    open.add(demo);
    Prometheus prometheus = Prometheus.scraping(demo.metrics(), folder);
    open.add(prometheus);
    asked = new Asked(prometheus, Instant.now());
    demo.apply(SIGNALS);
  }

  @AfterAll
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void everyQueryOfEveryDashboardHasDataAndWhatIsDrawnCanBeLookedAt() throws Exception {
    List<Board> boards = Board.all();
    List<Missing> missing = new ArrayList<>(all(boards));
    try {
      await()
          .atMost(FILLED_WITHIN)
          .pollInterval(2, TimeUnit.SECONDS)
          .until(
              () -> {
                assertThat(demo.isAlive()).as(demo.log()).isTrue();
                demo.writeGarbage();
                demo.sendSpanWithoutTrace();
                forgetFilled(boards, missing);
                return missing.isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "without data:\n  "
              + missing.stream().map(Missing::toString).collect(Collectors.joining("\n  ")),
          e);
    }
    for (Board board : boards) {
      for (String mark : board.annotations()) {
        assertThat(anyData(board, mark)).as(board.uid() + ": " + mark).isTrue();
      }
    }
    assertThat(exemplars(boards)).as("exemplars that lead to a trace").isNotEmpty();
    charted(boards);
    new Pictures(asked, REPORT).draw(boards, "frustration-cascade");
  }

  /** Which metric no dashboard shows is told; a metric that is not exported is refused. */
  private void charted(List<Board> boards) throws IOException, InterruptedException {
    Set<String> exported = new TreeSet<>();
    for (String line : demo.scrape().lines().toList()) {
      String name = line.replaceFirst("[{ ].*", "");
      if (name.startsWith("telltale_")) {
        exported.add(name);
      }
    }
    Set<String> families = exported.stream().map(Board::family).collect(Collectors.toSet());
    Set<String> charted = new LinkedHashSet<>();
    for (Board board : boards) {
      for (String query : board.queries()) {
        for (String metric : Board.metrics(query)) {
          // The bridge is off here, and what is not there cannot be exported.
          if (!metric.startsWith("telltale_gateway_bridge_")) {
            assertThat(exported).as(board.uid() + ": " + query).contains(metric);
          }
          charted.add(Board.family(metric));
        }
      }
    }
    Set<String> nowhere = new TreeSet<>(families);
    nowhere.removeAll(charted);
    // More happens here than on a good day, so more metrics have appeared.
    assertThat(MetricsList.read().unlisted(Scrape.from(demo.metrics().resolve("/metrics"))))
        .isEmpty();
    Files.createDirectories(REPORT);
    Files.write(REPORT.resolve("exported-but-on-no-dashboard.txt"), nowhere);
    System.out.println("exported, but on no dashboard: " + nowhere);
  }

  private List<Missing> all(List<Board> boards) throws IOException {
    Map<String, String> scenarios = new HashMap<>();
    JsonNode named = Board.JSON.readTree(Board.HOME.resolve("scenarios.json").toFile());
    named
        .path("panels")
        .forEach(
            p ->
                scenarios.put(
                    p.path("dashboard").asText() + p.path("panel").asInt(),
                    p.path("scenario").asText()));
    List<Missing> all = new ArrayList<>();
    for (Board board : boards) {
      for (Board.Panel panel : board.panels()) {
        Optional<String> scenario =
            Optional.ofNullable(scenarios.get(board.uid() + panel.json().path("id").asInt()));
        for (JsonNode target : panel.targets()) {
          all.add(new Missing(panel, target, scenario));
        }
      }
    }
    return all;
  }

  private void forgetFilled(List<Board> boards, List<Missing> missing)
      throws IOException, InterruptedException {
    // Of a panel with a scenario one of its lines has to rise; the others may stay at zero.
    Set<String> risen = new LinkedHashSet<>();
    List<Missing> filled = new ArrayList<>();
    for (Board board : boards) {
      List<Missing> here =
          missing.stream().filter(m -> m.panel().board().uid().equals(board.uid())).toList();
      List<Asked.Choice> choices = here.isEmpty() ? List.of() : asked.choices(board);
      for (Missing one : here) {
        List<Double> numbers = numbers(one, choices);
        if (!numbers.isEmpty()) {
          filled.add(one);
        }
        if (one.scenario().isPresent() && numbers.stream().anyMatch(number -> number > 0)) {
          risen.add(one.panel().name());
        }
      }
    }
    missing.removeIf(
        one ->
            filled.contains(one)
                && (one.scenario().isEmpty() || risen.contains(one.panel().name())));
  }

  private List<Double> numbers(Missing one, List<Asked.Choice> choices)
      throws IOException, InterruptedException {
    List<Double> numbers = new ArrayList<>();
    for (Asked.Choice choice : choices) {
      for (Asked.Choice copy : Asked.copies(one.panel().repeats(), choice)) {
        numbers.addAll(Asked.numbers(asked.series(one.target(), copy)));
        if (numbers.stream().anyMatch(number -> number > 0)) {
          return numbers;
        }
      }
    }
    return numbers;
  }

  private boolean anyData(Board board, String query) throws IOException, InterruptedException {
    for (Asked.Choice choice : asked.choices(board)) {
      if (!asked.over(new Filled(choice.values()).in(query)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private List<String> exemplars(List<Board> boards) throws IOException, InterruptedException {
    List<String> traces = new ArrayList<>();
    for (Board board : boards) {
      for (Board.Panel panel : board.panels()) {
        for (JsonNode target : panel.targets()) {
          if (target.path("exemplar").asBoolean()) {
            for (Asked.Choice choice : asked.choices(board)) {
              traces.addAll(asked.exemplars(target, choice).findValuesAsText("trace_id"));
            }
          }
        }
      }
    }
    return traces;
  }
}
