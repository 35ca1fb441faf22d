// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.standalone.TestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Runs what README shows first, as it stands there; the second command is the one that runs this.
 */
class ReadmeIT {
  private static final Duration DEMO = Duration.ofMinutes(6);

  @Test
  void theDemoEndsWithLabelsForEverySignalAndAnAlertThatFired() throws Exception {
    String command =
        Readme.firstLines(40).stream()
            .filter(line -> line.startsWith("./telltale demo"))
            .findFirst()
            .orElseThrow();
    String[] words = command.split(" ", -1);
    TestProcess.Result result =
        TestProcess.run(DEMO, Map.of(), java.util.Arrays.copyOfRange(words, 1, words.length));

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("560 spans sent, 560 stored, 0 came twice; 184 traces, 64 sessions")
        .contains(
            "parcel-support/user-frustration",
            "parcel-support/task-outcome",
            "parcel-support/laziness-refusal")
        .contains(
            "parcel-support/jailbreak-attempt", "parcel-support/nsfw", "parcel-support/sentiment")
        .containsPattern(
            "Alerts that fired, and their messages:(?s).*More frustrated users .parcel-support.: true"
                + " rate rose (by|from)(?s).*fires when the true rate over 30 s rises by 50 % or more")
        .contains(
            "One of the labels, and why",
            "rationale    nearest to the examples of",
            "It was judged: ")
        .containsPattern(
            "run create parcel-support/frustrated-sessions --from (?s).*total \\d+ labels")
        .doesNotContain("PROBLEM");
    assertThat(result.err()).contains("ALERT ", "classifier.root-quiet=2s");
    assertThat(result.err()).doesNotContain("ERROR", "Exception");
  }

  @Test
  void realTrafficGivesEveryTraceAndSessionAndLabels() throws Exception {
    Path traffic = TestProcess.RECORDED.resolve("tau-airline.otlp.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(traffic), "no recorded traffic beside the project");

    TestProcess.Result result =
        TestProcess.run(
            DEMO, Map.of(), "demo", "--exit", "--json", "--traffic", traffic.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode account = new ObjectMapper().readTree(result.out());
    assertThat(account.path("spansSent").asInt()).isEqualTo(2_782);
    assertThat(account.path("spansStored").asInt()).isEqualTo(2_782);
    assertThat(account.path("traces").asInt()).isEqualTo(780);
    assertThat(account.path("sessions").asInt()).isEqualTo(100);
    assertThat(account.path("labels").asInt()).isPositive();
  }
}
