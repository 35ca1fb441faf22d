// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.classifier.app.JudgeRole;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.registry.FollowedSignals;
import dev.telltale.classifier.revisit.RunMetrics;
import dev.telltale.classifier.revisit.RunSettings;
import dev.telltale.classifier.revisit.RunWorker;
import dev.telltale.classifier.revisit.Tariff;
import dev.telltale.control.app.ControlConfig;
import dev.telltale.control.app.ControlPlane;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.session.Digest;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.bench.judge.ScriptedModel;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Labels of the past, while those who make them come and go. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackfillIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final InstantSource TIME = InstantSource.system();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TARGETS = 60;
  private static final int LIVE = 3;

  private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  @TempDir private static Path folder;
  private static Instant start;
  private static EmbeddedKafka broker;
  private static KafkaConnection kafka;
  private static ControlPlane control;
  private static ScriptedModel model;
  private static CompactedView<SignalKey, SignalDefinition> signals;

  @BeforeAll
  static void open() throws Exception {
    start = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    broker = new EmbeddedKafka(folder.resolve("kafka"), 0);
    kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
    model = new ScriptedModel(Duration.ofMillis(60), Duration.ofMillis(300));
    control =
        new ControlPlane(
            new ControlConfig(0, "127.0.0.1", false, false, true, SOON, SOON),
            kafka,
            REGISTRY,
            AccessKeys::none,
            new SimpleMeterRegistry(),
            TIME,
            () -> {});
    control.start();
    TopicSerdes serdes = new TopicSerdes(REGISTRY, kafka.topicPrefix());
    signals =
        new CompactedView<>(kafka, Topics.SIGNALS, serdes.codec(Topics.SIGNALS), TIME, () -> {});
    signals.start();
    Otlp.post(
        api(),
        "/api/v1/apply",
        """
        {"files":[{"name":"s.yaml","content":"kind: signal\\nagent: support\\nsignal: annoyed\\ntype: binary\\nprompt: Is the user annoyed?\\njudge: llm\\nscope: session\\nstate: active\\n"}]}
        """);
    writeSessions();
  }

  @AfterAll
  static void close() {
    signals.close();
    control.close();
    model.close();
    broker.close();
  }

  @Test
  @Order(1)
  void whoeverIsStartedAgainInTheMiddleEveryTargetGetsOneLabelAndLiveOnesAreNotHeldUp()
      throws Exception {
    String run = ask("backfill", "");
    try (JudgeRole judge = judge()) {
      try (RunWorker one = classifier()) {
        await().atMost(SOON).until(() -> labels(run).size() >= 8);
        assertThat(one.isHealthy()).isTrue();
      }
      try (RunWorker two = classifier()) {
        await().atMost(SOON).until(() -> labels(run).size() >= 20);
        assertThat(two.isHealthy()).isTrue();
      }
      assertThat(judge.isHealthy()).isTrue();
    }
    assertThat(get(run).path("state").asText()).isEqualTo("running");
    try (JudgeRole judge = judge();
        RunWorker three = classifier()) {
      await().atMost(SOON).until(() -> labels(run).size() >= 30);
      writeLiveRequests();
      await().atMost(SOON).until(() -> get(run).path("state").asText().equals("completed"));
      assertThat(judge.isHealthy()).isTrue();
      assertThat(three.isHealthy()).isTrue();
    }

    JsonNode counts = get(run).path("counts");
    for (String count : List.of("scanned", "matched", "sampled", "dispatched", "labelled")) {
      assertThat(counts.path(count).asInt()).as(count).isEqualTo(TARGETS);
    }
    assertThat(counts.path("labelledBefore").asInt()).isZero();
    List<Label> labels = labels(run);
    assertThat(labels)
        .hasSize(TARGETS)
        .allMatch(label -> label.getOutcome() == Outcome.LABELLED)
        .allMatch(label -> label.getOrigin() == Origin.BACKFILL);
    assertThat(labels).extracting(Label::getLabelId).doesNotHaveDuplicates();
    assertThat(labels).extracting(Label::getTargetStart).contains(start);
    assertThat(model.count()).isEqualTo(TARGETS + LIVE);
    assertThat(liveOffsets()).hasSize(LIVE).allMatch(offset -> offset < lastOffset(run));
  }

  @Test
  @Order(2)
  void whatHasALabelIsLeftOutAndWhoCancelsCanHaveItGoOn() throws Exception {
    try (JudgeRole judge = judge();
        RunWorker classifier = classifier()) {
      JsonNode estimate = ended(ask("estimate", ""));
      assertThat(estimate.path("counts").path("labelledBefore").asInt()).isEqualTo(TARGETS);
      assertThat(estimate.path("estimate").path("questions").asInt()).isZero();
      JsonNode again = ended(ask("estimate", ",\"relabel\":true"));
      assertThat(again.path("estimate").path("questions").asInt()).isEqualTo(TARGETS);
      assertThat(again.path("estimate").path("outputTokens").asInt()).isEqualTo(20 * TARGETS);

      JsonNode nothing = ended(ask("backfill", ""));
      assertThat(nothing.path("counts").path("dispatched").asInt()).isZero();
      assertThat(nothing.path("detail").asText()).startsWith("all 60 have a label of version 1");

      String relabel = ask("backfill", ",\"relabel\":true");
      await().atMost(SOON).until(() -> labels(relabel).size() >= 5);
      Otlp.post(api(), "/api/v1/runs/" + relabel + "/cancel", "{}");
      assertThat(ended(relabel).path("state").asText()).isEqualTo("cancelled");
      assertThat(labels(relabel).size()).isLessThan(TARGETS);
      Otlp.post(api(), "/api/v1/runs/" + relabel + "/resume", "{}");
      assertThat(ended(relabel).path("counts").path("labelled").asInt()).isEqualTo(TARGETS);

      Set<String> ids = new HashSet<>();
      labels(relabel).forEach(label -> ids.add(label.getLabelId()));
      assertThat(ids).hasSize(TARGETS).hasSameSizeAs(labels(relabel));
      assertThat(judge.isHealthy()).isTrue();
      assertThat(classifier.isHealthy()).isTrue();
    }
    JsonNode listed =
        JSON.readTree(Otlp.get(api(), "/api/v1/runs?signal=annoyed&limit=2").body()).path("runs");
    assertThat(listed).hasSize(2);
    assertThat(listed.get(0).path("relabel").asBoolean()).isTrue();
  }

  private static String ask(String kind, String more) throws Exception {
    String body =
        "{\"kind\":\"%s\",\"signal\":\"annoyed\",\"sampleRate\":100,\"from\":\"%s\",\"to\":\"%s\"%s}"
            .formatted(kind, start, start.plusSeconds(3_600), more);
    JsonNode run = JSON.readTree(Otlp.post(api(), "/api/v1/runs", body).body());
    assertThat(run.path("id").asText()).as(run.toString()).isNotEmpty();
    return run.path("id").asText();
  }

  private static JsonNode get(String run) throws Exception {
    return JSON.readTree(Otlp.get(api(), "/api/v1/runs/" + run).body());
  }

  private static JsonNode ended(String run) {
    return await()
        .atMost(SOON)
        .until(
            () -> get(run),
            now -> !List.of("pending", "running").contains(now.path("state").asText()));
  }

  private static List<Label> labels(String run) {
    return TopicLog.values(kafka, REGISTRY, Topics.LABELS).stream()
        .filter(label -> label.getRunId().filter(run::equals).isPresent())
        .toList();
  }

  private static List<Long> liveOffsets() {
    List<Long> offsets = new ArrayList<>();
    AvroCodec<Label> codec = new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.LABELS);
    for (ConsumerRecord<String, byte[]> record : TopicLog.records(kafka, Topics.LABELS)) {
      if (record.value() != null && codec.decode(record.value()).getOrigin() == Origin.LIVE) {
        offsets.add(record.offset());
      }
    }
    return offsets;
  }

  private static long lastOffset(String run) {
    AvroCodec<Label> codec = new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.LABELS);
    return TopicLog.records(kafka, Topics.LABELS).stream()
        .filter(record -> record.value() != null)
        .filter(record -> codec.decode(record.value()).getRunId().filter(run::equals).isPresent())
        .mapToLong(ConsumerRecord::offset)
        .max()
        .orElse(0);
  }

  private static RunWorker classifier() {
    RunWorker worker =
        new RunWorker(
            kafka,
            new TopicSerdes(REGISTRY, kafka.topicPrefix()),
            new FollowedSignals(signals),
            new Transcripts(1_000),
            TIME,
            new Nothing(),
            new RunSettings(6, Tariff.UNKNOWN));
    worker.start();
    return worker;
  }

  private static JudgeRole judge() {
    RoleSettings settings =
        new RoleSettings(
            ConfigReader.read(
                Map.of(),
                Optional.empty(),
                Map.of(),
                Map.of(
                    "telltale.judge.backfill-concurrency",
                    "2",
                    "telltale.judge.llm.base-url",
                    model.address().toString())));
    JudgeRole judge =
        new JudgeRole(
            settings.judge(),
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

  private static void writeSessions() throws Exception {
    AvroCodec<Session> codec =
        new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.SESSIONS);
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (int number = 0; number < TARGETS; number++) {
        Session session = session(number);
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    kafka.name(Topics.SESSIONS),
                    null,
                    session.getClosedAt().toEpochMilli(),
                    new SessionKey("default", "support", session.getSessionId()).text(),
                    codec.encode(session))));
      }
    }
    for (Future<?> one : sent) {
      one.get();
    }
  }

  private static Session session(int number) {
    Instant began = start.plusSeconds(number);
    Message message =
        Message.newBuilder().setRole("user").setContent("target-" + number + " is useless").build();
    SessionTrace part =
        SessionTrace.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setSessionId("s-" + number)
            .setTraceId("0".repeat(32))
            .setTraceClosedAt(began.plusSeconds(10))
            .setStartUnixNano(began.toEpochMilli() * 1_000_000)
            .setEndUnixNano(began.toEpochMilli() * 1_000_000 + 1)
            .setMessages(
                List.of(
                    ConversationMessage.newBuilder()
                        .setMessage(message)
                        .setSpanId("0".repeat(16))
                        .setTimeUnixNano(began.toEpochMilli() * 1_000_000)
                        .setChain(ByteBuffer.wrap(new byte[16]))
                        .build()))
            .setDigest(Digest.newBuilder().setSpans(1).build())
            .build();
    return Session.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSessionId("s-" + number)
        .setClosedAt(began.plusSeconds(60))
        .setCloseReason(SessionCloseReason.IDLE)
        .setRevisions(1)
        .setFirstSeenAt(began)
        .setLastSeenAt(began)
        .setTraces(List.of(part))
        .build();
  }

  private static void writeLiveRequests() throws Exception {
    AvroCodec<JudgeRequest> codec =
        new TopicSerdes(REGISTRY, kafka.topicPrefix()).codec(Topics.JUDGE_REQUESTS);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (int number = 0; number < LIVE; number++) {
        String target = "target-90" + (number + 1);
        JudgeRequest request =
            JudgeRequest.newBuilder()
                .setProject("default")
                .setAgent("support")
                .setScope(SignalScope.SESSION)
                .setTargetId(target)
                .setSessionId(target)
                .setRevision(now.toEpochMilli())
                .setTargetStart(now)
                .setTargetEnd(now)
                .setTranscript(
                    new Transcript(
                        Transcripts.RECIPE,
                        List.of(new TranscriptLine(LineKind.USER, target, null, null, false)),
                        false))
                .setSignals(List.of(new OpenSignal("annoyed", 1, 100.0)))
                .setDefinitionsOffset(1)
                .setRequestedAt(now)
                .build();
        producer
            .send(
                new ProducerRecord<>(
                    kafka.name(Topics.JUDGE_REQUESTS), target, codec.encode(request)))
            .get();
      }
    }
  }

  private static final class Nothing implements RunMetrics {
    @Override
    public void taken(RunKind kind) {}

    @Override
    public void asked(RunKind kind, int questions) {}

    @Override
    public void open(RunKind kind, int more) {}

    @Override
    public void ended(RunKind kind, RunState state) {}

    @Override
    public void restarted() {}
  }
}
