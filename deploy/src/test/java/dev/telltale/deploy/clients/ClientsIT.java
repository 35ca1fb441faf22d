// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.session.Digest;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolExecution;
import dev.telltale.schemas.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of docs/clients.md, run as they stand: the same conversation of an order desk by
 * each client, and what Telltale has of it in the end.
 */
class ClientsIT {
  private static final String KEY = "a-key-of-these-tests";
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Pattern TOLD = Pattern.compile("\\./telltale trace show ([0-9a-f]{32})");

  private static final List<String> SAID =
      List.of(
          "system: You are the order desk. Be brief.",
          "user: Where is my order A1?",
          "assistant: calls lookup_order {\"order_id\":\"A1\"}",
          "tool: {\"status\":\"shipped\"}",
          "assistant: Order A1 was shipped.",
          "user: When will it arrive?",
          "assistant: It arrives tomorrow.");

  @TempDir static Path folder;

  private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(2);
  private static final Map<String, Future<Run.Result>> RUNS = new ConcurrentHashMap<>();
  private static Line line;
  private static Arrived arrived;
  private static Future<Path> installed;
  private static Future<Run> model;

  @BeforeAll
  static void start() throws Exception {
    installed = RUNNERS.submit(Npm::install);
    Path keys = folder.resolve("keys.yaml");
    Files.writeString(
        keys,
        "- name: agents\n  project: default\n  rights: [ingest]\n  sha256: "
            + AccessKeys.sha256(KEY)
            + "\n");
    line =
        Line.start(
            folder,
            Map.of(
                "TELLTALE_ACCESS_KEYS_FILE",
                keys.toString(),
                "TELLTALE_GATEWAY_BRIDGE_TOPICS",
                CollectorRecords.TOPIC,
                "TELLTALE_CLASSIFIER_ROOT_QUIET",
                "1s",
                "TELLTALE_CLASSIFIER_SESSION_IDLE",
                "4s"));
    CollectorRecords.createTopic(line.kafka());
    arrived = new Arrived(line);
    model =
        RUNNERS.submit(
            () -> Run.start(installed.get(), Map.of("PORT", "0"), List.of("node", "model.js")));
    Client.all().forEach(client -> RUNS.put(client.name(), RUNNERS.submit(() -> run(client, KEY))));
  }

  @AfterAll
  static void stop() throws Exception {
    RUNNERS.shutdownNow();
    if (model.isDone()) {
      model.get().close();
    }
    arrived.close();
    line.close();
  }

  static Stream<Client> clients() {
    return Client.all();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void anAgentsConversationArrivesWholeAndOnce(Client client) throws Exception {
    Run.Result result = RUNS.get(client.name()).get();
    assertThat(result.exitCode()).as(result.said()).isZero();
    List<SessionTrace> turns = assertWhole(client.name());
    if (client.saysItsTraces()) {
      assertThat(TOLD.matcher(result.said()).results().map(told -> told.group(1)))
          .containsExactlyElementsOf(turns.stream().map(SessionTrace::getTraceId).toList());
    }
  }

  /** What the page says that one sees; Catalyst's SDK says nothing without being asked to. */
  @ParameterizedTest
  @CsvSource({
    "opentelemetry-js/agent.js, http/protobuf, 1, the access key is not known",
    "opentelemetry-js/agent.js, grpc, 1, 16 UNAUTHENTICATED: the access key is not known",
    "opentelemetry-java/OrderDesk.java, http/protobuf, 0, HTTP status code 401",
    "langfuse/agent.js, http/json, 1, the access key is not known",
    "catalyst/agent.js, http/json, 0, flush failed at shutdown"
  })
  void aKeyThatNobodyKnowsIsTold(String file, String protocol, int exitCode, String told)
      throws Exception {
    Client client =
        new Client("nobody", file, Map.of("CATALYST_DEBUG", "1", Client.PROTOCOL, protocol));

    Run.Result result = run(client, "wrong");

    assertThat(result.said()).contains(told);
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  /** Not a real Collector: what a client sent, in records as the Kafka exporter documents them. */
  @ParameterizedTest
  @CsvSource({"http/protobuf, false, none", "http/json, false, gzip", "http/protobuf, true, zstd"})
  void recordsAsACollectorWritesThemArriveToo(String protocol, boolean byTrace, String compression)
      throws Exception {
    String id = "collector-" + protocol.replace("http/", "") + "-" + compression;
    Client client = new Client(id, "opentelemetry-js/agent.js", Map.of(Client.PROTOCOL, protocol));
    List<byte[]> bodies =
        CollectorRecords.sent(
            address ->
                client.run(
                    installed.get(), new Client.Places(address, address, modelUrl(), KEY), id));

    CollectorRecords.write(line.kafka(), compression, byTrace, bodies);

    assertWhole(id);
  }

  @Test
  void oneTraceIsShownAsThePageTells() throws Exception {
    Client client = new Client("shown", "opentelemetry-js/agent.js", Map.of());
    String said = run(client, KEY).said();
    String trace = TOLD.matcher(said).results().findFirst().orElseThrow().group(1);
    assertWhole("shown");

    Run.Result shown =
        line.verb(
            folder, "trace", "show", trace, "--inspect", line.metrics().resolve("/").toString());

    assertThat(shown.said())
        .contains("sessions  shown of order-desk")
        .contains("AGENT invoke_agent order-desk")
        .contains("LLM chat gpt-4o-mini", "TOOL execute_tool lookup_order", "20 in  5 out");
  }

  /** Waits for a session, and looks at all that Telltale has of it. */
  private static List<SessionTrace> assertWhole(String id) {
    await()
        .atMost(SOON)
        .until(() -> arrived.session(id).map(s -> s.getTraces().size()).orElse(0) == 2);

    Session session = arrived.session(id).orElseThrow();
    assertThat(session.getAgent()).isEqualTo("order-desk");
    assertThat(session.getUserId()).contains("u-7");
    List<SessionTrace> turns = session.getTraces();
    assertThat(turns.stream().flatMap(ClientsIT::said)).containsExactlyElementsOf(SAID);
    assertThat(numbers(turns.get(0))).isEqualTo("2 calls, 1 tools, 60 in, 10 out, 0 errors");
    assertThat(numbers(turns.get(1))).isEqualTo("1 calls, 0 tools, 60 in, 5 out, 0 errors");
    assertThat(turns)
        .allSatisfy(
            turn -> assertThat(turn.getDigest().getModels()).contains("gpt-4o-mini-2024-07-18"));
    Trace first = arrived.trace(turns.get(0).getTraceId()).orElseThrow();
    assertThat(first.getAgents()).containsExactly("order-desk");
    assertThat(first.getSpans()).allSatisfy(span -> assertThat(span.getUserId()).contains("u-7"));
    ToolExecution tool =
        first.getSpans().stream()
            .filter(span -> span.getKind() == SpanKind.TOOL)
            .map(Span::getTool)
            .findFirst()
            .orElseThrow()
            .orElseThrow();
    assertThat(tool.getName()).isEqualTo("lookup_order");
    assertThat(tool.getArguments()).contains("{\"order_id\":\"A1\"}");
    assertThat(tool.getResult()).contains("{\"status\":\"shipped\"}");
    return turns;
  }

  private static Run.Result run(Client client, String key) throws Exception {
    Path examples = client.isJava() ? Npm.EXAMPLES : installed.get();
    String url = client.isJava() ? "" : modelUrl();
    Client.Places places = new Client.Places(line.http(), line.grpc(), url, key);
    return client.run(examples, places, client.name());
  }

  private static String modelUrl() throws Exception {
    String said = model.get().awaitLine("export OPENAI_BASE_URL=", SOON);
    return said.replaceAll("(?s).*OPENAI_BASE_URL=(\\S+).*", "$1");
  }

  private static Stream<String> said(SessionTrace turn) {
    return turn.getMessages().stream().map(entry -> said(entry.getMessage()));
  }

  private static String said(Message message) {
    StringBuilder said = new StringBuilder(message.getRole()).append(": ");
    said.append(message.getContent());
    message
        .getToolCalls()
        .forEach(
            call ->
                said.append("calls ")
                    .append(call.getName())
                    .append(' ')
                    .append(call.getArguments()));
    return said.toString();
  }

  private static String numbers(SessionTrace turn) {
    Digest digest = turn.getDigest();
    return "%d calls, %d tools, %d in, %d out, %d errors"
        .formatted(
            digest.getLlmCalls(),
            digest.getToolCalls(),
            digest.getInputTokens().orElse(-1L),
            digest.getOutputTokens().orElse(-1L),
            digest.getErrors());
  }
}
