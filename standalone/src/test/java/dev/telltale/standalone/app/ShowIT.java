// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.Digest;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.schemas.trace.TraceCloseReason;
import dev.telltale.standalone.app.StartedLine.Result;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single traces and sessions of all roles on the real embedded broker, by the verbs. */
class ShowIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration TRACE_IDLE = Duration.ofMinutes(5);
  private static final Duration SESSION_IDLE = Duration.ofMinutes(30);
  private static final String SAID = "what was said";
  private static final String ODD = "chat 1/2|%2F+ü";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Standalone line;

  @BeforeAll
  static void start() throws Exception {
    line = StartedLine.in(folder, Map.of());
    StartedLine.config(folder, line);
    await().atMost(SOON).until(line::isReady);
  }

  @AfterAll
  static void stop() {
    line.close();
  }

  @Test
  void anOpenTraceSaysWhyItWaitsAndUntilWhen() throws Exception {
    produce(Topics.SPANS, id(1), span(1, 2, 1, "support", ODD), Instant.now());
    await().atMost(SOON).until(() -> show("trace", "show", id(1)).exitCode() == 0);

    JsonNode trace = JSON.readTree(show("trace", "show", id(1), "--json").out());
    assertThat(trace.path("state").asText()).isEqualTo("open");
    assertThat(trace.path("waitsFor").asText()).isEqualTo("IDLE");
    Instant closesAt = Instant.parse(trace.path("closesAt").asText());
    assertThat(closesAt).isEqualTo(time(trace, "lastSeenAt").plus(TRACE_IDLE));
    assertThat(time(trace, "clock")).isAfterOrEqualTo(time(trace, "lastSeenAt"));

    Result shown = show("trace", "show", id(1).toUpperCase(java.util.Locale.ROOT));
    assertThat(shown.out())
        .contains("its root span has not come; closes at " + closesAt, "(IDLE)", " are left")
        .contains("sessions  chat 1/2|%2F+ü of support")
        .contains("LLM call 2", "12 in  3 out", "its parent 0000000000000001 is not here")
        .doesNotContain(SAID);
    assertThat(shown.err()).isEmpty();
  }

  @Test
  void aClosedTraceIsShownAsATreeAndAsATimeline() throws Exception {
    produce(Topics.SPANS, id(2), span(2, 2, 1, "support", "s-2"), Instant.now());
    produce(Topics.SPANS, id(2), span(2, 1, null, "support", "s-2"), Instant.now());
    await().atMost(SOON).until(() -> show("trace", "show", id(2)).out().contains("closed"));

    JsonNode trace = JSON.readTree(show("trace", "show", id(2), "--json").out());
    assertThat(trace.path("closeReason").asText()).isEqualTo("ROOT_QUIET");
    assertThat(trace.path("revisions").asInt()).isEqualTo(1);
    assertThat(time(trace, "revisableUntil")).isAfter(time(trace, "closedAt"));

    assertThat(show("trace", "show", id(2)).out())
        .contains("ROOT_QUIET, revision 1", "makes the next revision", "0 dropped")
        .contains("  SPAN call 1\n", "    LLM call 2  gpt-4o  12 in  3 out")
        .doesNotContain(SAID);
    assertThat(show("trace", "show", id(2), "--view", "timeline").out())
        .contains("SPAN call 1", "|#")
        .doesNotContain(SAID);
  }

  @Test
  void aTraceThatOnlyTheTopicHasIsShownInItsLastRevisionWithWhatCameTooLate() throws Exception {
    Instant closed = now().minus(Duration.ofDays(2));
    produce(Topics.TRACES, id(3), trace("default", 3, 1, closed), closed);
    Instant again = closed.plusSeconds(60);
    produce(Topics.TRACES, id(3), trace("default", 3, 2, again), again);
    produce(Topics.TRACES, id(3), trace("another", 3, 3, again), again);
    Span late = span(3, 9, 1, "support", "s-3");
    produce(Topics.LATE_SPANS, id(3), late, again.plusSeconds(1));

    Result shown = show("trace", "show", id(3));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains(again + " by CAP, revision 2", "7 dropped", "SPAN call 1", "LLM call 2")
        .contains("too late: 1 in late-spans", "LLM call 9")
        .doesNotContain(SAID, "is not here");
    JsonNode another =
        JSON.readTree(show("trace", "show", id(3), "--project", "another", "--json").out());
    assertThat(another.path("source").asText()).isEqualTo("topic");
    assertThat(another.path("revisions").asInt()).isEqualTo(3);
    assertThat(another.path("lateSpans")).isEmpty();
  }

  @Test
  void withoutAClassifierTheTopicIsSearchedAndThatIsToldInOneLine() throws Exception {
    Instant closed = now().minus(Duration.ofDays(2));
    produce(Topics.TRACES, id(4), trace("default", 4, 1, closed), closed);

    Result shown = run("http://127.0.0.1:1", "trace", "show", id(4));
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).contains("CAP, revision 1");
    assertThat(shown.err())
        .hasLineCount(1)
        .contains("http://127.0.0.1:1/inspect cannot be reached");

    Result second =
        run("http://127.0.0.1:1", "trace", "show", id(4), "--inspect", line.metrics().toString());
    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).hasLineCount(1);
  }

  @Test
  void ofATraceThatIsOnlyRememberedTheTopicTellsTheRestFromItsCloseOn() throws Exception {
    Instant closed = now().minus(Duration.ofHours(2));
    Trace earlier = trace("default", 7, 1, closed.minusSeconds(60));
    produce(Topics.TRACES, id(7), earlier, closed.minusSeconds(60));
    produce(Topics.TRACES, id(7), trace("default", 7, 2, closed), closed);
    WireMockServer classifier =
        new WireMockServer(
            WireMockConfiguration.options()
                .dynamicPort()
                .jettyAcceptors(1)
                .bindAddress("127.0.0.1"));
    classifier.start();
    try {
      for (String trace : List.of(id(7), id(8))) {
        classifier.stubFor(
            WireMock.get("/inspect/traces/default/" + trace)
                .willReturn(
                    WireMock.okJson(
                        "{\"traceId\":\"%s\",\"state\":\"remembered\",\"closedAt\":\"%s\",\"forgottenAt\":\"%s\"}"
                            .formatted(trace, closed, closed.plusSeconds(86_400)))));
      }

      assertThat(run(classifier.baseUrl(), "trace", "show", id(7)).out())
          .contains(closed + " by CAP, revision 2", "LLM call 2");
      Result gone = run(classifier.baseUrl(), "trace", "show", id(8));
      assertThat(gone.exitCode()).isZero();
      assertThat(gone.out())
          .contains("only its id is known until " + closed.plusSeconds(86_400))
          .doesNotContain("LLM call");
    } finally {
      classifier.stop();
    }
  }

  @Test
  void whatNobodyKnowsIsExitCodeOneAndNoIdIsExitCodeTwo() {
    Result unknown = show("trace", "show", id(99));
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err())
        .isEqualTo("telltale: trace " + id(99) + " is not known in project default\n");
    assertThat(show("session", "show", "support", "nobody").exitCode()).isEqualTo(1);

    assertThat(show("trace", "show", "4711").exitCode()).isEqualTo(2);
    assertThat(show("trace", "show", id(99), "--view", "pie").exitCode()).isEqualTo(2);
    assertThat(run("localhost", "trace", "show", id(99)).exitCode()).isEqualTo(2);
    assertThat(show("trace").exitCode()).isEqualTo(2);
    assertThat(show("trace", "show", id(99), "--project", "").exitCode()).isEqualTo(2);
    assertThat(show("session", "show", "support", "").exitCode()).isEqualTo(2);
  }

  @Test
  void anOpenSessionShowsItsTracesWithTheirNumbers() throws Exception {
    produce(Topics.SPANS, id(5), span(5, 1, null, "support", ODD), Instant.now());
    produce(Topics.SPANS, id(5), span(5, 2, 1, "support", ODD), Instant.now());
    await().atMost(SOON).until(() -> show("session", "show", "support", ODD).exitCode() == 0);

    JsonNode session = JSON.readTree(show("session", "show", "support", ODD, "--json").out());
    assertThat(session.path("state").asText()).isEqualTo("open");
    assertThat(time(session, "closesAt")).isEqualTo(time(session, "lastSeenAt").plus(SESSION_IDLE));
    assertThat(show("session", "show", "support", ODD).out())
        .contains("session   " + ODD + " of agent support of project default")
        .contains(id(5), "2 spans, 1 LLM, 0 tools, 0 errors", "12 tokens in, 3 tokens out, gpt-4o")
        .doesNotContain(SAID);
  }

  @Test
  void aSessionThatOnlyTheTopicHasIsShownInItsLastRevision() throws Exception {
    String key = new SessionKey("default", "old", ODD).text();
    Instant closed = now().minus(Duration.ofDays(20));
    produce(Topics.SESSIONS, key, session(1, closed), closed);
    produce(Topics.SESSIONS, key, session(2, closed.plusSeconds(9)), closed.plusSeconds(9));

    assertThat(show("session", "show", "old", ODD).out())
        .contains(closed.plusSeconds(9) + " by AGE, revision 2", "traces    1", id(6))
        .doesNotContain(SAID);
  }

  @Test
  void inspectRefusesWhatIsNoIdAndSaysWhatItDoesNotKnow() throws Exception {
    assertThat(inspect("/inspect/traces/default/4711").statusCode()).isEqualTo(400);
    HttpResponse<String> unknown = inspect("/inspect/traces/default/" + id(98));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(unknown.body()).path("detail").asText()).contains("not known");
    assertThat(inspect("/inspect/sessions/default/support/nobody").statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> inspect(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(line.metrics().resolve(URI.create(path))).timeout(SOON).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static Result show(String... arguments) {
    return run(line.metrics().toString(), arguments);
  }

  private static Result run(String inspect, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (arguments.length > 1) {
      all.addAll(
          List.of("--inspect", inspect, "--config", folder.resolve("telltale.yaml").toString()));
    }
    return StartedLine.run(Map.of(), all);
  }

  private static <V extends SpecificRecord> void produce(
      Topic<?, V> topic, String key, V value, Instant timestamp) throws Exception {
    byte[] bytes =
        new TopicSerdes(
                new HttpSchemaRegistry(
                    line.registry(), Duration.ofSeconds(5), 3, Duration.ofMillis(100), null),
                line.kafka().topicPrefix())
            .codec(topic)
            .encode(value);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(line.kafka().producer())) {
      producer
          .send(
              new ProducerRecord<>(
                  line.kafka().name(topic), null, timestamp.toEpochMilli(), key, bytes))
          .get();
    }
  }

  private static Trace trace(String project, int trace, int revision, Instant closedAt) {
    List<Span> spans =
        List.of(span(trace, 1, null, "support", "s"), span(trace, 2, 1, "support", "s"));
    return Trace.newBuilder()
        .setProject(project)
        .setTraceId(id(trace))
        .setClosedAt(closedAt)
        .setCloseReason(TraceCloseReason.CAP)
        .setRevisions(revision)
        .setFirstSeenAt(closedAt.minusSeconds(9))
        .setLastSeenAt(closedAt.minusSeconds(1))
        .setStartUnixNano(spans.get(0).getStartUnixNano())
        .setEndUnixNano(spans.get(0).getEndUnixNano())
        .setSpans(spans)
        .setAgents(List.of("support"))
        .setDroppedSpans(7)
        .build();
  }

  private static Session session(int revision, Instant closedAt) {
    SessionTrace part =
        SessionTrace.newBuilder()
            .setProject("default")
            .setAgent("old")
            .setSessionId(ODD)
            .setTraceId(id(6))
            .setTraceClosedAt(closedAt)
            .setStartUnixNano(1)
            .setEndUnixNano(2)
            .setMessages(List.of())
            .setDigest(Digest.newBuilder().setSpans(4).build())
            .build();
    return Session.newBuilder()
        .setProject("default")
        .setAgent("old")
        .setSessionId(ODD)
        .setClosedAt(closedAt)
        .setCloseReason(SessionCloseReason.AGE)
        .setRevisions(revision)
        .setFirstSeenAt(closedAt)
        .setLastSeenAt(closedAt)
        .setTraces(List.of(part))
        .build();
  }

  private static Span span(
      int trace, int id, @Nullable Integer parent, String agent, String session) {
    long start = 1_760_000_000_000_000_000L + id * 1_000_000L;
    Span.Builder span =
        Span.newBuilder()
            .setProject("default")
            .setTraceId(id(trace))
            .setSpanId(String.format("%016x", id))
            .setParentSpanId(parent == null ? null : String.format("%016x", parent))
            .setName("call " + id)
            .setStartUnixNano(start)
            .setEndUnixNano(start + 500_000_000L)
            .setAgentId(agent)
            .setSessionId(session)
            .setInputText(SAID)
            .setReceivedAt(Instant.EPOCH);
    if (parent != null) {
      span.setKind(SpanKind.LLM)
          .setModel("gpt-4o")
          .setTokens(
              dev.telltale.schemas.span.TokenUsage.newBuilder().setInput(12L).setOutput(3L).build())
          .setInputMessages(List.of(Message.newBuilder().setRole("user").setContent(SAID).build()));
    }
    return span.build();
  }

  /** As exact as a record's time. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Instant time(JsonNode node, String field) {
    return Instant.parse(node.path(field).asText());
  }

  private static String id(int trace) {
    return String.format("%032x", 0xabcdef00L + trace);
  }
}
