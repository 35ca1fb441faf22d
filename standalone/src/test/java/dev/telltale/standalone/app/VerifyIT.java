// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.app.StartedLine.Result;
import dev.telltale.standalone.line.Otlp;
import dev.telltale.standalone.line.TopicLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals that never ran, shown on sessions that came in as spans, by all roles in one process. */
class VerifyIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANNOYED = 3;
  private static final List<String> SAID =
      List.of(
          "I have typed my booking number four times now. Can you please read what I write?",
          "I give up. You clearly do not understand the question. This is ridiculous!",
          "This is useless. Every month the same mistake, and nobody helps me!",
          "Thank you, that was very kind. Have a nice day!",
          "Could you tell me the opening hours of the shop, please?",
          "Great, that works. Thanks a lot for your help.");

  @TempDir static Path folder;
  private static Standalone line;

  @BeforeAll
  static void aDraftAndSomeSessions() throws Exception {
    line =
        StartedLine.in(
            folder,
            Map.of("telltale.classifier.session-idle", "1s", "telltale.judge.offline-lead", "0"));
    apply("annoyed", examples("angry", "calm"));
    apply("annoyed", examples("calm", "angry"));
    apply("modelless", "");
    apply("filtered", examples("angry", "calm").replace("state:", "filter: user == 'x'\nstate:"));
    for (int i = 0; i < SAID.size(); i++) {
      Otlp.post(
          line.otlpHttp(),
          "/v1/traces",
          Otlp.turn("%032x".formatted(i + 1), "support", "s-" + i, SAID.get(i), "I see."));
    }
    await().atMost(SOON).until(() -> sessions() >= SAID.size());
  }

  @AfterAll
  static void stop() {
    line.close();
  }

  @Test
  void aDraftIsShownOnRealSessionsAndNothingIsKept() throws Exception {
    Result shown = verify("support/annoyed", "--version", "1");

    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("default/support/annoyed, version 1 (draft): 6 sessions, the most recent")
        .containsPattern("true +#{15} +3 +50 %")
        .containsPattern("false +#{15} +3 +50 %")
        .containsPattern("s-0 +true +0\\.\\d\\d .*nearest to the examples of \"true\"")
        .containsPattern("s-5 +false");

    JsonNode run = json("annoyed", "--version", "1");
    assertThat(run.path("state").asText()).isEqualTo("completed");
    assertThat(run.path("scope").asText()).isEqualTo("session");
    assertThat(run.path("counts").path("labelled").asInt()).isEqualTo(SAID.size());
    assertThat(run.path("rows")).hasSize(SAID.size());
    for (JsonNode row : run.path("rows")) {
      int session = Integer.parseInt(row.path("sessionId").asText().substring(2));
      assertThat(row.path("value").asText()).isEqualTo(session < ANNOYED ? "true" : "false");
      assertThat(row.path("sentiment").asText()).isNotEmpty();
    }
    assertThat(TopicLog.records(line.kafka(), Topics.LABELS))
        .noneMatch(record -> record.value() != null);
    assertThat(TopicLog.records(line.kafka(), Topics.LABEL_PREVIEWS))
        .extracting(ConsumerRecord::key)
        .filteredOn(key -> key.equals(run.path("id").asText()))
        .hasSize(SAID.size());
    assertThat(Otlp.get(line.metrics(), "/metrics").body())
        .contains("telltale_judge_requests_total{origin=\"live\"} 0.0")
        .containsPattern("telltale_judge_verdicts_total\\{origin=\"preview\",outcome=\"labelled\"")
        .doesNotContainPattern(
            "telltale_judge_verdicts_total\\{origin=\"live\",outcome=\"labelled\"")
        .containsPattern("telltale_run_ended_total\\{kind=\"preview\",state=\"completed\"} [1-9]");
  }

  @Test
  void twoVersionsAreHeldAgainstEachOtherOnTheSameTargets() throws Exception {
    Result shown = verify("annoyed", "--against", "1");

    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("version 2 against 1", "6 of 6 targets with both labels flip (100 %)")
        .containsPattern("s-0 +true +false +nearest to the examples");

    JsonNode run = json("annoyed", "--against", "1", "--sample-size", "2");
    assertThat(run.path("rows")).hasSize(4);
    assertThat(run.path("flips").path("compared").asInt()).isEqualTo(2);
    assertThat(run.path("flips").path("targets")).hasSize(2);
    assertThat(run.path("distribution").path("values")).hasSize(2);
    assertThat(run.path("distributionAgainst").path("version").asInt()).isEqualTo(1);
  }

  @Test
  void whereThereIsNoTargetItSaysWhatThereIs() {
    Result early = verify("annoyed", "--to", "2001-01-01");
    assertThat(early.exitCode()).isEqualTo(1);
    assertThat(early.out()).isEmpty();
    assertThat(early.err())
        .contains(
            "no session in the window: 6 sessions of agent support are there, from 2025-10-09");

    assertThat(verify("filtered").err())
        .contains("no session passes the filter user == 'x': 6 of 6 sessions");
    assertThat(verify("annoyed", "--from", "2025-10-01", "--to", "2025-10-31").exitCode()).isZero();
  }

  @Test
  void whatIsNotThereOrCannotBeJudgedIsToldAtOnce() {
    Result unknown = verify("nobody");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("404", "no signal nobody in project default", "support/annoyed");
    assertThat(verify("annoyed", "--version", "9").err())
        .contains("has no version 9 (expected: 1 to 2)");
    assertThat(verify("modelless").err())
        .contains(
            "nobody can judge version 1 of signal support/modelless",
            "no language model is configured",
            "telltale.judge.llm.base-url");

    assertThat(verify("annoyed", "--sample-size", "101").exitCode()).isEqualTo(2);
    assertThat(verify("annoyed", "--from", "yesterday").exitCode()).isEqualTo(2);
    assertThat(verify().exitCode()).isEqualTo(2);
  }

  private static JsonNode json(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Result result = verify(all.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return JSON.readTree(result.out());
  }

  private static Result verify(String... arguments) {
    List<String> all = new ArrayList<>(List.of("signals", "verify"));
    all.addAll(List.of(arguments));
    return run(all);
  }

  private static Result run(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--api", line.api().toString()));
    return StartedLine.run(Map.of(), all);
  }

  private static void apply(String signal, String examples) throws Exception {
    Path file = folder.resolve("signals.yaml");
    Files.writeString(
        file,
        """
        kind: signal
        agent: support
        signal: %s
        type: binary
        scope: session
        sampleRate: 0
        prompt: Is the user annoyed?
        """
                .formatted(signal)
            + (examples.isEmpty() ? "state: draft\n" : examples));
    Result applied = run(List.of("apply", "-f", file.toString()));
    assertThat(applied.exitCode()).as(applied.err()).isZero();
  }

  private static String examples(String whenTrue, String whenFalse) {
    Map<String, List<String>> texts =
        Map.of(
            "angry",
            List.of(
                "Forty minutes on this and I'm no closer to my own money. Ridiculous.",
                "No, that is still not what I asked. Nobody helps me!",
                "I have told you my number three times. Please read what I write."),
            "calm",
            List.of(
                "Thanks, that helps a lot. Have a nice day!",
                "Could you please look into it when you have a moment?",
                "Great, thank you for your help."));
    return "reads: user-turns\nstate: draft\nexamples:\n"
        + yaml("true", texts.getOrDefault(whenTrue, List.of()))
        + yaml("false", texts.getOrDefault(whenFalse, List.of()));
  }

  private static String yaml(String outcome, List<String> texts) {
    StringBuilder yaml = new StringBuilder("  \"" + outcome + "\":\n");
    texts.forEach(text -> yaml.append("    - \"").append(text).append("\"\n"));
    return yaml.toString();
  }

  private static long sessions() {
    return TopicLog.records(line.kafka(), Topics.SESSIONS).stream()
        .map(ConsumerRecord::key)
        .distinct()
        .count();
  }
}
