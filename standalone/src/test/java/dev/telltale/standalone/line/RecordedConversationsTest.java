// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.classifier.assemble.AssembleTopology;
import dev.telltale.classifier.assemble.AssemblyMetrics;
import dev.telltale.classifier.assemble.PerAgent;
import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.gateway.otlp.BodyFormat;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.TestProcess;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Recorded conversations of an airline's agent: each model call of them repeats the whole history.
 * What was said is read from the recording once more, by nothing but a JSON parser, and compared
 * with the transcripts of the sessions.
 */
class RecordedConversationsTest {
  private static final Path FILE = TestProcess.RECORDED.resolve("tau-airline.otlp.jsonl.gz");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Transcripts WHOLE = new Transcripts(10_000_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<JsonNode> REQUESTS = new ArrayList<>();
  private static final Map<String, List<Said>> SAID = new TreeMap<>();

  /** One line of a conversation. */
  private record Said(LineKind kind, String text) {}

  @BeforeAll
  static void readWhatWasSaid() throws IOException {
    assumeTrue(Files.exists(FILE), "no recorded traffic beside the project");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(FILE)), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        REQUESTS.add(JSON.readTree(line));
      }
    }
    List<JsonNode> spans = spans();
    spans.sort(Comparator.comparingLong(span -> span.path("startTimeUnixNano").asLong()));
    for (JsonNode span : spans) {
      Map<String, String> attributes = attributes(span);
      String session = attributes.getOrDefault("session.id", "");
      String kind = attributes.getOrDefault("openinference.span.kind", "");
      if (kind.equals("LLM")) {
        SAID.put(session, saidUntil(attributes));
      } else if (kind.equals("TOOL")) {
        String result = attributes.getOrDefault("output.value", "");
        SAID.computeIfAbsent(session, s -> new ArrayList<>())
            .add(new Said(LineKind.TOOL_RESULT, result));
      }
    }
  }

  @Test
  void eachTranscriptHasEveryLineExactlyAsOftenAsItWasSaidAndInOrder() {
    List<Span> spans = new ArrayList<>();
    REQUESTS.forEach(request -> spans.addAll(normalized(request)));

    Map<String, Session> sessions = sessions(spans);

    assertThat(sessions).hasSize(100).containsOnlyKeys(SAID.keySet());
    sessions.forEach((id, session) -> assertThat(said(session)).as(id).isEqualTo(SAID.get(id)));
  }

  @Test
  void itIsTheSameWhenTheTracesComeInAnyOrder() {
    List<Span> spans = new ArrayList<>();
    List<JsonNode> shuffled = new ArrayList<>(REQUESTS);
    Collections.shuffle(shuffled, new Random(11));
    shuffled.forEach(request -> spans.addAll(normalized(request)));

    sessions(spans)
        .forEach((id, session) -> assertThat(said(session)).as(id).isEqualTo(SAID.get(id)));
  }

  @Test
  void theRecordingHasWhatWouldBeLostIfTextsWereDroppedBecauseTheyWereSeenBefore() {
    assertThat(SAID.values().stream().filter(said -> repeats(said, LineKind.ASSISTANT))).hasSize(4);
    assertThat(SAID.values().stream().filter(said -> repeats(said, LineKind.TOOL_RESULT)))
        .hasSize(18);
  }

  private static boolean repeats(List<Said> said, LineKind kind) {
    List<Said> some =
        said.stream().filter(line -> line.kind() == kind && !line.text().isEmpty()).toList();
    return new HashSet<>(some).size() < some.size();
  }

  private static List<Said> said(Session session) {
    List<ConversationMessage> messages =
        session.getTraces().stream().flatMap(trace -> trace.getMessages().stream()).toList();
    Transcript transcript = WHOLE.render(messages, false);
    assertThat(transcript.getTruncated()).isFalse();
    return transcript.getLines().stream()
        .filter(line -> line.getKind() != LineKind.SYSTEM)
        .map(line -> new Said(line.getKind(), line.getText()))
        .toList();
  }

  /** What a model call was given, which is all that was said before, and what it answered. */
  private static List<Said> saidUntil(Map<String, String> attributes) {
    List<Said> said = new ArrayList<>();
    for (String list : List.of("llm.input_messages.", "llm.output_messages.")) {
      for (int i = 0; attributes.containsKey(list + i + ".message.role"); i++) {
        String message = list + i + ".message.";
        String text = attributes.getOrDefault(message + "content", "");
        String role = attributes.getOrDefault(message + "role", "");
        if (role.equals("tool")) {
          said.add(new Said(LineKind.TOOL_RESULT, text));
        } else if (!role.equals("system") && !text.isBlank()) {
          said.add(new Said(role.equals("assistant") ? LineKind.ASSISTANT : LineKind.USER, text));
        }
        for (int call = 0; ; call++) {
          String arguments =
              attributes.get(message + "tool_calls." + call + ".tool_call.function.arguments");
          if (arguments == null) {
            break;
          }
          said.add(new Said(LineKind.TOOL_CALL, arguments));
        }
      }
    }
    return said;
  }

  private static List<JsonNode> spans() {
    List<JsonNode> spans = new ArrayList<>();
    for (JsonNode request : REQUESTS) {
      for (JsonNode ofResource : request.path("resourceSpans")) {
        for (JsonNode ofScope : ofResource.path("scopeSpans")) {
          ofScope.path("spans").forEach(spans::add);
        }
      }
    }
    return spans;
  }

  private static Map<String, String> attributes(JsonNode span) {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode attribute : span.path("attributes")) {
      attributes.put(
          attribute.path("key").asText(), attribute.path("value").elements().next().asText());
    }
    return attributes;
  }

  private static List<Span> normalized(JsonNode request) {
    SpanNormalizer normalizer = new SpanNormalizer();
    List<Span> spans = new ArrayList<>();
    for (ResourceSpans ofResource :
        BodyFormat.JSON.read(request.toString().getBytes(UTF_8)).getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            normalizer.source("default", START, ofResource.getResource(), ofScope.getScope());
        ofScope.getSpansList().forEach(span -> spans.add(normalizer.normalize(source, span)));
      }
    }
    return spans;
  }

  /** The last revision of each session, when the spans come in this order. */
  private static Map<String, Session> sessions(List<Span> spans) {
    KafkaConnection kafka = new KafkaConnection("unused:1", "telltale.", Map.of());
    TopicSerdes serdes = new TopicSerdes(new InMemorySchemaRegistry(), "telltale.");
    AvroCodec<Span> codec = serdes.codec(Topics.SPANS);
    AssemblyMetrics nobody =
        (AssemblyMetrics)
            Proxy.newProxyInstance(
                AssemblyMetrics.class.getClassLoader(),
                new Class<?>[] {AssemblyMetrics.class},
                (proxy, method, arguments) -> null);
    AssembleTopology topology =
        new AssembleTopology(
            kafka,
            serdes,
            PerAgent.same(TraceRules.defaults()),
            PerAgent.same(SessionRules.defaults()),
            () -> START,
            nobody);
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "assemble");
    config.put(StreamsConfig.STATE_DIR_CONFIG, "target/streams-state");
    Map<String, Session> sessions = new HashMap<>();
    try (TopologyTestDriver driver = new TopologyTestDriver(topology.get(), config, START)) {
      TestInputTopic<byte[], byte[]> in =
          driver.createInputTopic(
              "telltale.spans", new ByteArraySerializer(), new ByteArraySerializer());
      Instant time = START;
      for (Span span : spans) {
        time = time.plusMillis(1);
        in.pipeInput(span.getTraceId().getBytes(UTF_8), codec.encode(span), time);
      }
      // One more span, hours later, moves the clock for all others.
      Span last = spans.get(0);
      in.pipeInput("k".getBytes(UTF_8), codec.encode(last), time.plus(Duration.ofHours(2)));
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      driver
          .createInputTopic(
              "telltale.session-traces", new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput("k".getBytes(UTF_8), new byte[] {9}, time.plus(Duration.ofHours(9)));
      driver.advanceWallClockTime(Duration.ofSeconds(1));
      driver
          .createOutputTopic(
              "telltale.sessions", new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readValuesToList()
          .forEach(
              bytes -> {
                Session session = serdes.codec(Topics.SESSIONS).decode(bytes);
                sessions.put(session.getSessionId(), session);
              });
    }
    return sessions;
  }
}
