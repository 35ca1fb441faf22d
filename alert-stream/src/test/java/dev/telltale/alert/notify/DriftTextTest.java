// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static dev.telltale.alert.notify.SomeEvents.drift;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.rule.DriftRule;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.signal.SignalKey;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftTextTest {
  @Test
  void aFallSaysHowFarAndWhatHasChanged() {
    Message message = SomeEvents.message(drift().build());

    assertThat(message.headline())
        .isEqualTo(
            "Judge drift: the judge of support/annoyed agrees with people on 57.5 % of 40 targets"
                + " (95 % interval 42 to 72 %), before on 92.5 %; version 3 instead of 2,"
                + " openai/large instead of openai/small");
    assertThat(message.facts())
        .contains(
            new AlertText.Fact("Alert", "Judge drift of support/annoyed"),
            new AlertText.Fact("Threshold", "at or below 80 %"),
            new AlertText.Fact("Before", "92.5 %"),
            new AlertText.Fact("Judge before", "openai/small, version 2"),
            new AlertText.Fact("Sign test", "p = 0.00066"))
        .noneMatch(fact -> fact.name().equals("Window"));
    assertThat(message.notes()).containsExactly(DriftText.NOTE);
    assertThat(message.more().orElseThrow().text())
        .isEqualTo("telltale signal canary support/annoyed");
  }

  @Test
  void whereNothingIsKnownToHaveChangedItSaysSo() {
    assertThat(AlertText.headline(drift().setPriorWindow(drift().build().getWindow()).build()))
        .endsWith("before on 92.5 %; version and model are the same");
  }

  @Test
  void aRecoveryIsTold() {
    assertThat(AlertText.headline(drift().setTransition(Transition.RECOVERED).build()))
        .startsWith(
            "Recovered: the judge of support/annoyed agrees with people again, on 57.5 % of 40");
  }

  @Test
  void withGrafanaItLeadsToThePipelinesDashboard() {
    assertThat(
            new MoreToSee(Optional.of(URI.create("https://grafana.test")))
                .of(drift().build())
                .flatMap(Message.More::address))
        .hasValueSatisfying(
            link ->
                assertThat(link.toString())
                    .startsWith("https://grafana.test/d/telltale-pipeline?from="));
  }

  @Test
  void agentsWithNamesThatNoAlertMayHaveAreKeptApart() {
    assertThat(alert("Support Team")).startsWith("support_team.annoyed-");
    assertThat(alert("Support Team")).isNotEqualTo(alert("support_team"));
    assertThat(alert("Support Team")).isNotEqualTo(alert("Support_Team"));
  }

  private static String alert(String agent) {
    return AlertId.of(
            DriftRule.of(new SignalKey("default", agent, "annoyed"), 0.8, Duration.ofDays(1)))
        .alert();
  }
}
