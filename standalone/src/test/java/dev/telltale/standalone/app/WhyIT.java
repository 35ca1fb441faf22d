// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.app.StartedLine.Result;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that explain verdicts, on all roles and the real embedded broker. */
class WhyIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAID = "I am fed up, this is the third time I ask and nobody helps!";
  private static final String TURN = id(1);
  private static final String CALL = TURN + ":" + spanId(2);
  private static final String SIGNALS =
      """
      kind: signal
      agent: support
      signal: frustration
      template: user-frustration
      scope: trace
      ---
      kind: signal
      agent: support
      signal: rare
      template: user-frustration
      scope: trace
      sampleRate: 0
      ---
      kind: signal
      agent: support
      signal: failing-turns
      template: user-frustration
      scope: trace
      filter: error && service == "shop"
      ---
      kind: signal
      agent: support
      signal: conversations
      template: user-frustration
      scope: session
      ---
      kind: signal
      agent: support
      signal: calls
      template: user-frustration
      scope: span
      sampleRate: 0
      ---
      kind: signal
      agent: support
      signal: unfinished
      template: user-frustration
      scope: trace
      state: draft
      ---
      kind: signal
      agent: billing
      signal: frustration
      template: user-frustration
      scope: trace
      """;

  @TempDir static Path folder;
  private static Standalone line;

  @BeforeAll
  static void start() throws Exception {
    line = StartedLine.in(folder, Map.of());
    StartedLine.config(folder, line);
    await().atMost(SOON).until(line::isReady);
    apply();
    Instant holds = Instant.now().plus(SignalHistory.SETTLES_AFTER);
    await().atMost(SOON).until(() -> Instant.now().isAfter(holds));
    produce(span(1, 2, 1));
    produce(span(1, 1, null));
    produce(span(2, 2, 1));
    await().atMost(SOON).until(() -> verdicts("support/frustration", TURN) > 0);
  }

  @AfterAll
  static void stop() {
    line.close();
  }

  @Test
  void aTargetThatWasJudgedShowsEachStepAndTheVerdict() throws Exception {
    JsonNode why = why("support/frustration", TURN);

    assertThat(why.path("judged").asBoolean()).isTrue();
    assertThat(why.path("steps"))
        .hasSize(8)
        .allSatisfy(step -> assertThat(step.path("said").asText()).isEqualTo("yes"));
    JsonNode verdict = why.path("verdicts").path(0);
    assertThat(verdict.path("value").asText()).isEqualTo("true");
    assertThat(verdict.path("counts").asBoolean()).isTrue();
    assertThat(verdict.path("rationale").asText()).isNotEmpty();
    assertThat(Instant.parse(input(why, "dispatched", "at").asText()))
        .isBetween(Instant.now().minus(SOON), Instant.now());
    assertThat(run("why", "default/support/frustration", TURN).out())
        .contains("It was judged: true, by version 1.", "counts: true", "rationale")
        .doesNotContain(SAID);
  }

  @Test
  void theSampleThatLeftItOutIsNamedWithItsNumbers() throws Exception {
    JsonNode why = why("support/rare", TURN);

    assertThat(why.path("stopped").asText()).isEqualTo("sample");
    assertThat(input(why, "sample", "ratePercent").asDouble()).isZero();
    assertThat(input(why, "sample", "u").asDouble()).isBetween(0.0, 1.0);
    assertThat(why.path("verdicts")).isEmpty();
    assertThat(run("why", "support/rare", TURN).out())
        .contains("sample      NO", "To change that: raise the sample rate to");
    assertThat(why("support/calls", CALL).path("stopped").asText()).isEqualTo("sample");
  }

  @Test
  void theFilterThatLeftItOutIsNamedWithTheValuesOfItsVariables() throws Exception {
    JsonNode why = why("support/failing-turns", TURN);

    assertThat(why.path("stopped").asText()).isEqualTo("filter");
    assertThat(input(why, "filter", "values").path("error").asBoolean()).isFalse();
    assertThat(input(why, "filter", "values").path("service").asText()).isEqualTo("shop");
    assertThat(input(why, "filter", "values")).hasSize(2);
  }

  @Test
  void aWrongScopeAnotherAgentAndADraftAreNamed() throws Exception {
    assertThat(why("support/conversations", TURN).path("stopped").asText()).isEqualTo("scope");
    assertThat(why("support/conversations", TURN).path("change").asText())
        .contains("why default/support/conversations s-1");
    assertThat(why("support/frustration", CALL).path("stopped").asText()).isEqualTo("scope");
    assertThat(why("support/calls", TURN + ":" + spanId(1)).path("sentence").asText())
        .contains("no model call");
    assertThat(why("billing/frustration", TURN).path("stopped").asText()).isEqualTo("agent");
    assertThat(why("support/unfinished", TURN).path("stopped").asText()).isEqualTo("state");
    assertThat(why("support/unfinished", TURN).path("change").asText())
        .startsWith("telltale signal activate default/support/unfinished");
  }

  @Test
  void whatIsStillOpenSaysUntilWhen() throws Exception {
    JsonNode trace = why("support/frustration", id(2));
    assertThat(trace.path("stopped").asText()).isEqualTo("target");
    assertThat(trace.path("sentence").asText()).contains("still open", "closes at 20");

    JsonNode session = why("support/conversations", "s-1");
    assertThat(session.path("stopped").asText()).isEqualTo("target");
    assertThat(session.path("sentence").asText()).contains("if no other trace comes");
  }

  @Test
  void whatNobodyKnowsIsExitCodeOneAndAWrongNameIsTwo() {
    Result target = run("why", "support/frustration", id(99));
    assertThat(target.exitCode()).isEqualTo(1);
    assertThat(target.err())
        .isEqualTo("telltale: trace " + id(99) + " is not known in project default\n");
    Result session = run("why", "support/conversations", "nobody");
    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.err()).contains("session nobody of agent support is not known");
    Result signal = run("why", "support/nothing", TURN);
    assertThat(signal.exitCode()).isEqualTo(1);
    assertThat(signal.err()).contains("signal default/support/nothing is not known");
    assertThat(run("why", "nothing", TURN).exitCode()).isEqualTo(2);
    assertThat(run("signal", "labels", "support/frustration", "--limit", "0").exitCode())
        .isEqualTo(2);
    assertThat(run("signal", "agreement", "support/frustration", "--version", "7").err())
        .contains("version 7 is not known");
  }

  @Test
  void labelsAreListedWithTheConversationThatTheJudgeSaw() throws Exception {
    Result listed = run("signals", "labels", "support/frustration");
    assertThat(listed.exitCode()).as(listed.err()).isZero();
    assertThat(listed.out()).contains("COMPLETED", TURN, "true").doesNotContain(SAID);
    assertThat(run("signal", "labels", "support/frustration", "--label", "no-such").out())
        .isEqualTo("no labels\n");

    Result shown =
        run("signal", "labels", "support/frustration", "--outcome", "labelled", "--show");
    assertThat(shown.out())
        .contains("conversation (as the judge was given it)", "user: " + SAID, "assistant: Sorry.");
    JsonNode json =
        JSON.readTree(run("signal", "labels", "support/frustration", "--show", "--json").out());
    assertThat(json.path("labels").path(0).path("conversation").path("lines").toString())
        .contains(SAID);
  }

  @Test
  void aPersonsLabelStandsBesideTheJudgesAndIsHeldAgainstIt() throws Exception {
    Result refused = label("support/frustration", TURN, "perhaps");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("value: perhaps (expected: true, false)");

    Result done = label("support/frustration", TURN, "true", "--note", "asks a third time");
    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(done.out())
        .isEqualTo(
            "trace "
                + TURN
                + " is true for default/support/frustration, says a person (version 1)\n");

    JsonNode why = why("support/frustration", TURN);
    assertThat(why.path("verdicts")).hasSize(2);
    JsonNode judges = why.path("verdicts").path(0);
    JsonNode persons = why.path("verdicts").path(1);
    assertThat(persons.path("origin").asText()).isEqualTo("human");
    assertThat(persons.path("note").asText()).isEqualTo("asks a third time");
    assertThat(persons.path("counts").asBoolean()).isFalse();
    assertThat(persons.path("labelId")).isNotEqualTo(judges.path("labelId"));
    assertThat(persons.path("revision")).isEqualTo(judges.path("revision"));
    assertThat(persons.path("targetStart")).isEqualTo(judges.path("targetStart"));

    JsonNode agreement =
        JSON.readTree(run("signal", "agreement", "support/frustration", "--json").out());
    assertThat(agreement.path("versions").path(0).path("pairs").asInt()).isEqualTo(1);
    assertThat(run("signal", "agreement", "support/frustration", "--version", "1").out())
        .contains("version 1: 1 pairs, alike 100.0 %", "too few to mean anything");
  }

  @Test
  void aTargetThatWasNeverJudgedCanBeLabelledToo() throws Exception {
    assertThat(label("support/unfinished", TURN, "false").exitCode()).isZero();
    assertThat(label("support/calls", CALL, "false").exitCode()).isZero();

    JsonNode why = why("support/unfinished", TURN);
    assertThat(why.path("stopped").asText()).isEqualTo("state");
    assertThat(why.path("verdicts")).hasSize(1);
    assertThat(run("signal", "labels", "support/unfinished", "--show").out())
        .contains("conversation (rendered again from its trace)", "user: " + SAID);
    Result wrong = label("support/conversations", TURN, "false");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("the signal does not ask about this target");
  }

  private static Result label(String... arguments) {
    List<String> all = new ArrayList<>(List.of("signal", "label"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--api", line.api().toString()));
    return run(all.toArray(String[]::new));
  }

  private static JsonNode why(String signal, String target) throws Exception {
    Result result = run("why", signal, target, "--json");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain(SAID);
    return JSON.readTree(result.out());
  }

  private static int verdicts(String signal, String target) throws Exception {
    Result result = run("why", signal, target, "--json");
    return result.exitCode() == 0 ? JSON.readTree(result.out()).path("verdicts").size() : 0;
  }

  private static JsonNode input(JsonNode why, String step, String name) {
    for (JsonNode one : why.path("steps")) {
      if (one.path("step").asText().equals(step)) {
        return one.path("inputs").path(name);
      }
    }
    throw new AssertionError("no step " + step);
  }

  private static Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--inspect",
            line.metrics().toString(),
            "--config",
            folder.resolve("telltale.yaml").toString()));
    return StartedLine.run(Map.of(), all);
  }

  private static void apply() throws Exception {
    String body =
        JSON.createObjectNode()
            .set(
                "files",
                JSON.createArrayNode()
                    .add(JSON.createObjectNode().put("name", "s.yaml").put("content", SIGNALS)))
            .toString();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(line.api().resolve("/api/v1/apply"))
                    .header("Content-Type", "application/json")
                    .timeout(SOON)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private static void produce(Span span) throws Exception {
    byte[] bytes =
        new TopicSerdes(
                new HttpSchemaRegistry(
                    line.registry(), Duration.ofSeconds(5), 3, Duration.ofMillis(100), null),
                line.kafka().topicPrefix())
            .codec(Topics.SPANS)
            .encode(span);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(line.kafka().producer())) {
      producer
          .send(new ProducerRecord<>(line.kafka().name(Topics.SPANS), span.getTraceId(), bytes))
          .get();
    }
  }

  private static Span span(int trace, int id, @Nullable Integer parent) {
    long start = 1_760_000_000_000_000_000L + id * 1_000_000L;
    Span.Builder span =
        Span.newBuilder()
            .setProject("default")
            .setTraceId(id(trace))
            .setSpanId(spanId(id))
            .setParentSpanId(parent == null ? null : spanId(parent))
            .setName("span " + id)
            .setKind(parent == null ? SpanKind.AGENT : SpanKind.LLM)
            .setStartUnixNano(start)
            .setEndUnixNano(start + 500_000_000L)
            .setServiceName("shop")
            .setAgentId("support")
            .setSessionId("s-" + trace)
            .setReceivedAt(Instant.EPOCH);
    if (parent != null) {
      span.setInputMessages(List.of(message("user", SAID)))
          .setOutputMessages(List.of(message("assistant", "Sorry.")));
    }
    return span.build();
  }

  private static Message message(String role, String text) {
    return Message.newBuilder().setRole(role).setContent(text).build();
  }

  private static String id(int trace) {
    return String.format("%032x", 0xabcdef00L + trace);
  }

  private static String spanId(int span) {
    return String.format("%016x", span);
  }
}
