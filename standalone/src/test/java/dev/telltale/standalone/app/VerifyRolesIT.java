// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.classifier.app.Classifier;
import dev.telltale.classifier.app.ClassifierConfig;
import dev.telltale.classifier.app.JudgeConfig;
import dev.telltale.classifier.app.JudgeRole;
import dev.telltale.control.app.ControlConfig;
import dev.telltale.control.app.ControlPlane;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.session.Digest;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.TestProcess;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import dev.telltale.standalone.line.Otlp;
import dev.telltale.standalone.line.TopicLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Previews while a role is missing, goes away, or nobody wants them any more. */
class VerifyRolesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final InstantSource TIME = InstantSource.system();

  private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  @TempDir private static Path folder;
  private static EmbeddedKafka broker;
  private static KafkaConnection kafka;
  private static ControlPlane control;

  /** How a verb ended. */
  private record Result(int exitCode, String err) {}

  @BeforeAll
  static void open() throws Exception {
    broker = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
    control =
        new ControlPlane(
            new ControlConfig(0, "127.0.0.1", false, false, false, SOON, SOON),
            kafka,
            REGISTRY,
            AccessKeys::none,
            new SimpleMeterRegistry(),
            TIME,
            () -> {});
    control.start();
    Otlp.post(
        api(),
        "/api/v1/apply",
        """
        {"files":[{"name":"s.yaml","content":"kind: signal\\nagent: support\\nsignal: annoyed\\ntemplate: user-frustration\\nscope: session\\nstate: draft\\n"}]}
        """);
    writeSession("s-1");
    writeSession("s-2");
  }

  @AfterAll
  static void close() {
    control.close();
    broker.close();
  }

  @Test
  void aRoleThatIsMissingIsNamedAndTheRunIsCancelled() throws Exception {
    Result withoutClassifier = verify();
    assertThat(withoutClassifier.exitCode()).isEqualTo(1);
    assertThat(withoutClassifier.err())
        .contains("nothing has happened for 1 s: no classifier is running (./telltale classifier");

    try (Classifier classifier = classifier("one")) {
      // What was cancelled before anybody took it up ends as such.
      String cancelled = lastRun();
      await().atMost(SOON).until(() -> state(cancelled) == RunState.CANCELLED);

      Result withoutJudge = verify();

      assertThat(withoutJudge.exitCode()).isEqualTo(1);
      assertThat(withoutJudge.err()).contains("no judge is running (./telltale judge");
      String second = lastRun();
      await().atMost(SOON).until(() -> state(second) == RunState.CANCELLED);
      assertThat(classifier.isHealthy()).isTrue();
    }
  }

  @Test
  void aRunWhoseClassifierGoesAwayIsTakenUpByTheNextAndWhatHasEndedIsNotDoneAgain()
      throws Exception {
    String run;
    try (Classifier classifier = classifier("one")) {
      run = ask();
      await().atMost(SOON).until(() -> dispatched(run) == 2);
      assertThat(classifier.isHealthy()).isTrue();
    }
    assertThat(Otlp.get(api(), "/api/v1/runs/" + run).body()).contains("\"running\"");

    try (Classifier next = classifier("two");
        JudgeRole judge = judge()) {
      await()
          .atMost(SOON)
          .until(() -> Otlp.get(api(), "/api/v1/runs/" + run).body().contains("\"completed\""));
      String done = Otlp.get(api(), "/api/v1/runs/" + run).body();
      assertThat(done).contains("\"sampled\":2", "\"targetId\":\"s-1\"", "\"targetId\":\"s-2\"");
      assertThat(next.isHealthy()).isTrue();
      assertThat(judge.isHealthy()).isTrue();
    }
    int requests = TopicLog.records(kafka, Topics.JUDGE_REQUESTS_PREVIEW).size();

    try (Classifier third = classifier("three");
        JudgeRole judge = judge()) {
      String second = ask();
      await()
          .atMost(SOON)
          .until(() -> Otlp.get(api(), "/api/v1/runs/" + second).body().contains("completed"));
      assertThat(TopicLog.records(kafka, Topics.JUDGE_REQUESTS_PREVIEW)).hasSize(requests + 2);
      assertThat(third.isHealthy()).isTrue();
      assertThat(judge.isHealthy()).isTrue();
    }
  }

  @Test
  void whoStopsTheVerbCancelsTheRun() throws Exception {
    String before = ask();
    Otlp.post(api(), "/api/v1/runs/" + before + "/cancel", "{}");
    try (Classifier classifier = classifier("four");
        TestProcess verb =
            TestProcess.start(Map.of(), "signal", "verify", "annoyed", "--api", api().toString())) {
      await().atMost(SOON).until(() -> !lastRun().equals(before));
      String run = lastRun();
      await().atMost(SOON).until(() -> state(run) == RunState.RUNNING);

      verb.terminate().await(SOON);

      await().atMost(SOON).until(() -> state(run) == RunState.CANCELLED);
      assertThat(state(before)).isEqualTo(RunState.CANCELLED);
      assertThat(classifier.isHealthy()).isTrue();
    }
  }

  @Test
  void anotherProjectsRunsAreNotThere() throws Exception {
    assertThat(Otlp.get(api(), "/api/v1/runs/none").statusCode()).isEqualTo(404);
    assertThat(Otlp.post(api(), "/api/v1/runs/none/cancel", "{}").statusCode()).isEqualTo(404);
    assertThat(
            Otlp.post(api(), "/api/v1/runs", "{\"kind\":\"backfill\",\"signal\":\"annoyed\"}")
                .body())
        .contains("from is absent (expected: such as 2026-03-01T12:00:00Z)");
    assertThat(
            Otlp.post(
                    api(),
                    "/api/v1/runs",
                    "{\"kind\":\"preview\",\"signal\":\"annoyed\",\"sampleSize\":0}")
                .body())
        .contains("sampleSize: 0 (expected: 1 to 100)");
  }

  private static String ask() throws Exception {
    String body =
        Otlp.post(api(), "/api/v1/runs", "{\"kind\":\"preview\",\"signal\":\"annoyed\"}").body();
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(body).path("id").asText();
  }

  private static Result verify() {
    StringWriter err = new StringWriter();
    int exitCode =
        Telltale.commandLine(Map.of())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute("signal", "verify", "annoyed", "--patience", "1", "--api", api().toString());
    return new Result(exitCode, err.toString());
  }

  private static String lastRun() {
    List<Run> runs = TopicLog.values(kafka, REGISTRY, Topics.RUNS);
    return runs.get(runs.size() - 1).getRunId();
  }

  private static RunState state(String run) {
    return TopicLog.values(kafka, REGISTRY, Topics.RUN_PROGRESS).stream()
        .filter(progress -> progress.getRunId().equals(run))
        .map(RunProgress::getState)
        .reduce(RunState.PENDING, (earlier, later) -> later);
  }

  private static long dispatched(String run) {
    return TopicLog.values(kafka, REGISTRY, Topics.RUN_PROGRESS).stream()
        .filter(progress -> progress.getRunId().equals(run))
        .mapToLong(RunProgress::getDispatched)
        .max()
        .orElse(0);
  }

  private static Classifier classifier(String name) {
    Classifier classifier =
        new Classifier(
            ClassifierConfig.defaults(folder.resolve(name)),
            kafka,
            REGISTRY,
            new SimpleMeterRegistry(),
            TIME);
    classifier.start();
    return classifier;
  }

  private static JudgeRole judge() {
    JudgeRole judge =
        new JudgeRole(
            JudgeConfig.defaults(),
            kafka,
            REGISTRY,
            new SimpleMeterRegistry(),
            TIME,
            "secret".getBytes(StandardCharsets.UTF_8));
    judge.start();
    return judge;
  }

  private static URI api() {
    return URI.create("http://127.0.0.1:" + control.port());
  }

  private static void writeSession(String id) throws Exception {
    Instant closed = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
    Message message =
        Message.newBuilder().setRole("user").setContent("This is useless, I give up!").build();
    SessionTrace part =
        SessionTrace.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setSessionId(id)
            .setTraceId("0".repeat(32))
            .setTraceClosedAt(closed)
            .setStartUnixNano(closed.toEpochMilli() * 1_000_000)
            .setEndUnixNano(closed.toEpochMilli() * 1_000_000 + 1)
            .setMessages(
                List.of(
                    ConversationMessage.newBuilder()
                        .setMessage(message)
                        .setSpanId("0".repeat(16))
                        .setTimeUnixNano(closed.toEpochMilli() * 1_000_000)
                        .setChain(ByteBuffer.wrap(new byte[16]))
                        .build()))
            .setDigest(Digest.newBuilder().setSpans(1).build())
            .build();
    Session session =
        Session.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setSessionId(id)
            .setClosedAt(closed)
            .setCloseReason(SessionCloseReason.IDLE)
            .setRevisions(1)
            .setFirstSeenAt(closed)
            .setLastSeenAt(closed)
            .setTraces(List.of(part))
            .build();
    byte[] bytes =
        new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.SESSIONS).encode(session);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.name(Topics.SESSIONS),
                  null,
                  closed.toEpochMilli(),
                  new SessionKey("default", "support", id).text(),
                  bytes))
          .get();
    }
  }
}
