// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of Alertmanager's configuration, by amtool: who hears of what. */
class AlertmanagerTest {
  static final Path CONFIG = Path.of("alertmanager", "alertmanager.yml");

  @Test
  void amtoolFindsNothingWrong() throws Exception {
    Program.Said said = Program.amtool().run("check-config", CONFIG.toString());

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text()).contains("SUCCESS");
  }

  @Test
  void eachAlertOfTheRulesGoesToThoseWhoRunThePipelineByItsSeverity() throws Exception {
    for (String severity : List.of("critical", "warning")) {
      List<JsonNode> alerts =
          RuleFiles.alerts().stream()
              .filter(alert -> alert.at("/labels/severity").asText().equals(severity))
              .toList();
      assertThat(alerts).hasSizeGreaterThan(5);
      String expected = severity.equals("critical") ? "on-call" : "platform";
      // The routes look at names by what they begin with, and by the few of Telltale's own.
      assertReceiver(expected, alerts.get(0).path("alert").asText(), severity);
    }
    assertThat(RuleFiles.alerts())
        .noneMatch(
            alert ->
                List.of(
                        "TelltaleAlert",
                        "TelltaleNoData",
                        "TelltaleJudgeDrift",
                        "TelltaleTest",
                        "TelltalePipelineBehind")
                    .contains(alert.path("alert").asText()));
  }

  @Test
  void whatTelltaleItselfTellsGoesToThoseWhoseAgentsTheyAre() throws Exception {
    assertReceiver("signals", "TelltaleAlert", "warning");
    assertReceiver("signals-on-call", "TelltaleAlert", "critical");
    assertReceiver("signals", "TelltaleTest", "info");
    assertReceiver("on-call", "TelltalePipelineBehind", "critical");
  }

  @Test
  void aRoleThatNobodyRunsKeepsItsOtherAlertsQuiet() throws Exception {
    List<String> withoutRole = new ArrayList<>();
    for (JsonNode alert : RuleFiles.alerts()) {
      String expression = alert.path("expr").asText();
      if (!alert.at("/labels/role").isTextual() && !expression.contains("role")) {
        // Its series may bring it.
        withoutRole.add(alert.path("alert").asText());
      }
    }
    JsonNode first = RuleFiles.yaml(CONFIG).path("inhibit_rules").path(0);

    assertThat(first.path("source_matchers").path(0).asText())
        .isEqualTo("alertname=\"TelltaleRoleMissing\"");
    assertThat(first.path("equal").path(0).asText()).isEqualTo("role");
    assertThat(withoutRole)
        .containsExactly("TelltaleDefinitionsBehind", "TelltaleDefinitionsUnreadable");
  }

  private static void assertReceiver(String receiver, String name, String severity)
      throws Exception {
    Program.Said said =
        Program.amtool()
            .run(
                "config",
                "routes",
                "test",
                "--config.file=" + CONFIG,
                "--verify.receivers=" + receiver,
                "alertname=" + name,
                "severity=" + severity);

    assertThat(said.exitCode()).as(name + ": " + said.text()).isZero();
  }
}
