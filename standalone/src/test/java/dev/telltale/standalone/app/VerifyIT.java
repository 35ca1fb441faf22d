// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.app.StartedLine.Result;
import dev.telltale.standalone.line.Otlp;
import dev.telltale.standalone.line.TopicLog;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals that never ran, shown on sessions that came in as spans, by all roles in one process. */
class VerifyIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANNOYED = 3;
  private static final int LEARNED = 28;
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
        .noneMatch(
            record -> record.value() != null && record.key().equals("default/support/annoyed"));
    assertThat(TopicLog.records(line.kafka(), Topics.LABEL_PREVIEWS))
        .extracting(ConsumerRecord::key)
        .filteredOn(key -> key.equals(run.path("id").asText()))
        .hasSize(SAID.size());
    assertThat(Otlp.get(line.metrics(), "/metrics").body())
        .contains("telltale_judge_requests_total{origin=\"live\"} 0.0")
        .containsPattern(
            "telltale_judge_verdicts_total\\{origin=\"preview\",outcome=\"labelled\",reason=\"none\"\\} [1-9]")
        .contains(
            "telltale_judge_verdicts_total{origin=\"live\",outcome=\"labelled\",reason=\"none\"} 0.0")
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
  void aJudgeThatAgreesWithPeopleNoLongerRaisesThePipelinesAlert() throws Exception {
    apply("shop", "upset", examples("angry", "calm").replace("state: draft", "state: active"));
    for (int i = 0; i < 2 * SAID.size(); i++) {
      Otlp.post(
          line.otlpHttp(),
          "/v1/traces",
          Otlp.turn("%032x".formatted(i + 100), "shop", "c-" + i, SAID.get(i % 6), "I see."));
    }
    await().atMost(SOON).until(() -> revisions().size() == 2 * SAID.size());
    revisions().forEach(VerifyIT::label);

    JsonNode good = await().atMost(SOON).until(() -> canary(), runs -> compared(runs) == 1);
    assertThat(good.path("targets").asInt()).isEqualTo(2 * SAID.size());
    JsonNode first = good.path("runs").get(0);
    assertThat(first.path("compared").asInt()).isEqualTo(2 * SAID.size());
    assertThat(first.path("agreement").asDouble()).isEqualTo(1);
    assertThat(first.path("judge").asText()).startsWith("offline/");
    await()
        .atMost(SOON)
        .until(
            () -> Otlp.get(line.metrics(), "/metrics").body(),
            metrics ->
                metrics.contains(
                    "telltale_judge_canary_agreement{agent=\"shop\",project=\"default\",signal=\"upset\"} 1.0"));

    apply("shop", "upset", examples("calm", "angry").replace("state: draft", "state: active"));

    JsonNode fallen = await().atMost(SOON).until(() -> canary(), runs -> compared(runs) == 2);
    assertThat(fallen.path("fallen").asBoolean()).isTrue();
    assertThat(fallen.path("runs").get(0).path("version").asInt()).isEqualTo(2);
    await()
        .atMost(SOON)
        .until(
            () -> run(List.of("alert", "events")).out(),
            events -> events.contains("default/_telltale/drift/shop.upset"));
    await().atMost(SOON).until(() -> !TopicLog.records(line.kafka(), Topics.DELIVERIES).isEmpty());
    Result asked = run(List.of("signal", "canary", "shop/upset", "--run"));
    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(asked.out())
        .contains("12 targets labelled by people", "agrees with people less than it did")
        .containsPattern("2 +0 % +0 to 24 +12");
    assertThat(TopicLog.records(line.kafka(), Topics.ALERT_EVENTS))
        .as("one event, however often it is looked at")
        .hasSize(1);
  }

  private static JsonNode canary() throws Exception {
    Result shown = run(List.of("signal", "canary", "shop/upset", "--json"));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    return JSON.readTree(shown.out());
  }

  private static long compared(JsonNode canary) {
    long compared = 0;
    for (JsonNode run : canary.path("runs")) {
      compared += run.has("compared") ? 1 : 0;
    }
    return compared;
  }

  /** What people say of the shop's sessions, by session: the time of its record is its revision. */
  private static Map<String, Long> revisions() {
    Map<String, Long> revisions = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : TopicLog.records(line.kafka(), Topics.SESSIONS)) {
      if (record.key().startsWith("default/shop/")) {
        revisions.put(record.key().substring("default/shop/".length()), record.timestamp());
      }
    }
    return revisions;
  }

  private static void label(String session, long revision) {
    boolean annoyed = Integer.parseInt(session.substring(2)) % 6 < ANNOYED;
    Map<String, Object> target =
        Map.of(
            "scope",
            "session",
            "targetId",
            session,
            "sessionId",
            session,
            "revision",
            revision,
            "start",
            "2025-10-09T08:53:20Z",
            "end",
            "2025-10-09T08:53:22Z");
    Map<String, Object> label =
        Map.of("signal", "default/shop/upset", "value", String.valueOf(annoyed), "target", target);
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(line.api().resolve("/api/v1/labels"))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(JSON.writeValueAsString(label)))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
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

  @Test
  void aHeadIsLearnedFromASignalsOwnLabelsAndOnlyThenSwitchedOn() throws Exception {
    apply("shop", "fed-up", "state: draft\njudge: llm\n");
    assertThat(run(List.of("signal", "distill", "shop/fed-up", "--min", "20")).err())
        .contains("no label of a language model (version 1) or a person in the window");
    for (int i = 0; i < LEARNED; i++) {
      Otlp.post(
          line.otlpHttp(),
          "/v1/traces",
          Otlp.turn(
              "%032x".formatted(100 + i),
              "shop",
              "d-" + i,
              i % 2 == 0
                  ? "Order %d is wrong again. This is useless, nobody helps me!".formatted(i)
                  : "Thank you, order %d is here, that was very kind of you.".formatted(i),
              "I see."));
    }
    await().atMost(SOON).until(() -> sessionsOf("shop").size() >= LEARNED);
    label(sessionsOf("shop"));

    Result shown =
        run(List.of("signal", "distill", "shop/fed-up", "--min", "20", "--reads", "user-turns"));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("trained on 20 targets, held out 8; of 28 labels 0 are people's")
        .contains("the new head agrees on 8 of 8 (100 %, 95 % interval 68 to 100 %), kappa 1.00")
        .contains("there is no other head")
        .contains("taken for true: llm");
    Matcher command =
        Pattern.compile("telltale (signal edit \\S+ --judge offline --distilled \\S+)")
            .matcher(shown.out());
    assertThat(command.find()).as(shown.out()).isTrue();

    List<String> edit = List.of(command.group(1).split(" "));
    assertThat(run(edit).exitCode()).isZero();
    Result again = run(List.of("signals", "verify", "shop/fed-up", "--json"));
    assertThat(again.exitCode()).as(again.err()).isZero();
    JsonNode rows = JSON.readTree(again.out()).path("rows");
    assertThat(rows).hasSize(20);
    for (JsonNode row : rows) {
      int session = Integer.parseInt(row.path("sessionId").asText().substring(2));
      assertThat(row.path("value").asText()).isEqualTo(Boolean.toString(session % 2 == 0));
      assertThat(row.path("judge").asText()).isEqualTo("offline");
    }
  }

  private static List<Session> sessionsOf(String agent) {
    return TopicLog.values(line.kafka(), registry(), Topics.SESSIONS).stream()
        .filter(session -> session.getAgent().equals(agent))
        .toList();
  }

  /** As a language model would have labelled them. */
  private static void label(List<Session> sessions) throws Exception {
    var codec = new TopicSerdes(registry(), line.kafka().topicPrefix()).codec(Topics.LABELS);
    SignalKey signal = new SignalKey("default", "shop", "fed-up");
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(line.kafka().producer())) {
      for (Session session : sessions) {
        String id = session.getSessionId();
        boolean annoyed = Integer.parseInt(id.substring(2)) % 2 == 0;
        long revision = session.getClosedAt().toEpochMilli();
        Label label =
            Label.newBuilder()
                .setLabelId(LabelId.of(signal, 1, id, revision, Optional.empty()))
                .setProject(signal.project())
                .setAgent(signal.agent())
                .setSignal(signal.signal())
                .setVersion(1)
                .setType(SignalType.BINARY)
                .setScope(SignalScope.SESSION)
                .setTargetId(id)
                .setSessionId(id)
                .setRevision(revision)
                .setTargetStart(Instant.parse("2025-10-09T08:53:20Z"))
                .setTargetEnd(Instant.parse("2025-10-09T08:53:22Z"))
                .setOrigin(Origin.LIVE)
                .setOutcome(Outcome.LABELLED)
                .setValue(Boolean.toString(annoyed))
                .setJudgeProvider("openai")
                .setDecidedAt(session.getClosedAt())
                .build();
        producer
            .send(
                new ProducerRecord<>(
                    line.kafka().name(Topics.LABELS), signal.text(), codec.encode(label)))
            .get();
      }
    }
  }

  private static SchemaRegistry registry() {
    return new HttpSchemaRegistry(
        line.registry(), Duration.ofSeconds(5), 3, Duration.ofMillis(100), null);
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
    apply("support", signal, examples);
  }

  private static void apply(String agent, String signal, String examples) throws Exception {
    Path file = folder.resolve("signals.yaml");
    Files.writeString(
        file,
        """
        kind: signal
        agent: %s
        signal: %s
        type: binary
        scope: session
        sampleRate: 0
        prompt: Is the user annoyed?
        """
                .formatted(agent, signal)
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
