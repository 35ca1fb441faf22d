// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.metrics.MetricsList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of Prometheus, by promtool and against what the code exports. */
class RulesTest {
  private static final Path MANUAL = Path.of("README.md");

  @Test
  void promtoolFindsNothingWrongWithTheConfiguration() throws Exception {
    Program.Said said = Program.promtool().run("check", "config", RuleFiles.CONFIG.toString());

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text()).contains("2 rule files found").doesNotContain("FAILED");
  }

  @Test
  void alertsFireWhenTheyShouldAndNotBefore() throws Exception {
    List<String> files = RuleFiles.files("tests").stream().map(Path::toString).toList();

    Program.Said said =
        Program.promtool()
            .run(Stream.concat(Stream.of("test", "rules"), files.stream()).toArray(String[]::new));

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text().split("SUCCESS", -1)).hasSize(files.size() + 1);
  }

  @Test
  void eachAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() throws Exception {
    Set<String> fires = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    for (Path file : RuleFiles.files("tests")) {
      for (JsonNode test : RuleFiles.yaml(file).path("tests")) {
        for (JsonNode check : test.path("alert_rule_test")) {
          (check.path("exp_alerts").isEmpty() ? quiet : fires)
              .add(check.path("alertname").asText());
        }
      }
    }
    Set<String> alerts = names(RuleFiles.alerts());

    assertThat(fires).isEqualTo(alerts);
    assertThat(quiet).isEqualTo(alerts);
  }

  @Test
  void rulesAskForNothingThatNobodyExports() throws Exception {
    MetricsList list = MetricsList.read();
    List<JsonNode> rules = RuleFiles.rules();
    Set<String> records =
        rules.stream()
            .filter(rule -> rule.has("record"))
            .map(rule -> rule.path("record").asText())
            .collect(Collectors.toSet());

    assertThat(records).isNotEmpty();
    for (JsonNode rule : rules) {
      Set<String> metrics = RuleFiles.metrics(rule);
      Set<String> recorded = RuleFiles.recorded(rule);
      assertThat(metrics.size() + recorded.size() > 0 || rule.path("expr").asText().contains("up{"))
          .as(rule.toString())
          .isTrue();
      assertThat(metrics).allSatisfy(name -> assertThat(list.of(name)).as(name).isPresent());
      assertThat(records).containsAll(recorded);
    }
  }

  @Test
  void eachAlertSaysHowUrgentItIsWhatItMeansAndWhereToRead() throws Exception {
    for (JsonNode alert : RuleFiles.alerts()) {
      String name = alert.path("alert").asText();

      assertThat(name).startsWith("Telltale");
      assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(alert.at("/annotations/description").asText()).as(name).endsWith(".");
      assertThat(alert.at("/annotations/runbook").asText())
          .isEqualTo("deploy/README.md#" + name.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void theManualTellsOfEachAlertWhatToDo() throws Exception {
    assumeTrue(Files.exists(MANUAL), "NOT TESTED: deploy/README.md is not there");
    Set<String> headings =
        Files.readAllLines(MANUAL).stream()
            .filter(line -> line.startsWith("#") || line.contains("<a id=\""))
            .map(line -> line.replaceAll(".*<a id=\"([a-z]+)\".*", "$1"))
            .map(line -> line.replaceAll("^#+ *", "").toLowerCase(Locale.ROOT))
            .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .collect(Collectors.toSet());
    Set<String> anchors =
        names(RuleFiles.alerts()).stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(headings).containsAll(anchors);
  }

  private static Set<String> names(List<JsonNode> alerts) {
    return alerts.stream()
        .map(alert -> alert.path("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
