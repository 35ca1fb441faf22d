// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.standalone.TestProcess;
import dev.telltale.standalone.app.StartedLine.Result;
import dev.telltale.standalone.line.TopicLog;
import dev.telltale.standalone.transfer.StoredTraces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trace files in and out of all roles on the real embedded broker, by the verbs. */
class TransferIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String AGENT = "florist-x";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One key, by its SHA-256, for each project. */
  private static final String KEYS =
      """
      - name: first
        sha256: a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e
        project: default
        rights: [ingest]
      - name: second
        sha256: 16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4
        project: otlp
        rights: [ingest]
      - name: third
        sha256: b1e99324505bd32da0e1f85dcf5e19a09db0481e8a15f62c41eb320304a8e927
        project: halo
        rights: [ingest]
      - name: fourth
        sha256: dc81b1d371a4072be7fcfc3e1939f5bddae8bdc168846a50a78face975b9af63
        project: default
        rights: [read, write]
      """;

  private static final Map<String, String> KEY_OF =
      Map.of("default", "first", "otlp", "second", "halo", "third");

  @TempDir static Path folder;
  private static Standalone line;

  @BeforeAll
  static void start() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys.yaml"), KEYS);
    line = StartedLine.in(folder, Map.of("telltale.access.keys-file", keys.toString()));
    StartedLine.config(folder, line);
    Path file = Files.writeString(folder.resolve("own.jsonl"), own("x"));
    assertThat(run("default", "import", file.toString()).out())
        .isEqualTo("lines: 4 accepted, 0 rejected; spans: 8 accepted, 0 rejected\n");
    await().atMost(SOON).until(() -> traces("default", AGENT).size() == 2);
  }

  @AfterAll
  static void stop() {
    line.close();
  }

  @ParameterizedTest
  @EnumSource(ExportCommand.Format.class)
  void whatIsExportedAndImportedAgainIsTheSame(ExportCommand.Format format) throws Exception {
    Path out = folder.resolve(format + ".jsonl");
    String project = format.name().toLowerCase(java.util.Locale.ROOT);

    Result export =
        run("default", "export", "--agent", AGENT, "--format", project, "--out", out.toString());
    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.err()).contains("2 traces, 6 spans");
    assertThat(Files.readAllLines(out)).hasSize(format == ExportCommand.Format.OTLP ? 2 : 6);
    Result again = run(project, "import", out.toString(), "--json");
    assertThat(JSON.readTree(again.out()).path("acceptedSpans").asInt()).isEqualTo(6);
    await().atMost(SOON).until(() -> traces(project, AGENT).size() == 2);

    Map<String, Trace> before = traces("default", AGENT);
    Map<String, Trace> after = traces(project, AGENT);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach(
        (id, trace) ->
            assertThat(
                    differences(trace.getSpans(), after.getOrDefault(id, new Trace()).getSpans()))
                .isEmpty());
  }

  @Test
  void halosOwnFilesComeInWholeAndOutAgain() throws Exception {
    Path data = TestProcess.RECORDED;
    assumeThat(Files.exists(data.resolve("halo-realistic.jsonl")))
        .as("no HALO files here")
        .isTrue();

    Result in =
        run(
            "default",
            "import",
            data.resolve("halo-tiny.jsonl").toString(),
            data.resolve("halo-realistic.jsonl").toString());

    assertThat(in.exitCode()).as(in.out() + in.err()).isZero();
    assertThat(in.out())
        .isEqualTo("lines: 64 accepted, 0 rejected; spans: 64 accepted, 0 rejected\n");
    await().atMost(SOON).until(() -> traces("default", "agent-a").size() == 2);
    Result out = run("default", "export", "--agent", "agent-a");
    assertThat(out.out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"resourceSpans\""));
  }

  @Test
  void whatWasImportedOfLongAgoCanBeLabelled() throws Exception {
    assertThat(
            asked(
                "signal",
                "create",
                "--agent-id",
                AGENT,
                "--template",
                "user-frustration",
                "--scope",
                "trace"))
        .contains("user-frustration");

    // One of the two traces began then.
    String run =
        asked(
            "run",
            "create",
            AGENT + "/user-frustration",
            "--from",
            "2025-10-01",
            "--to",
            "2025-11-01",
            "--sample-rate",
            "100",
            "--yes",
            "--json");

    JsonNode counts = JSON.readTree(run).path("counts");
    assertThat(JSON.readTree(run).path("state").asText()).as(run).isEqualTo("completed");
    assertThat(counts.path("matched").asInt()).isEqualTo(1);
    assertThat(counts.path("labelled").asInt() + counts.path("failed").asInt()).isEqualTo(1);
    List<Label> labels = TopicLog.values(line.kafka(), registry(), Topics.LABELS);
    assertThat(labels)
        .filteredOn(label -> label.getOrigin() == Origin.BACKFILL)
        .singleElement()
        .satisfies(
            label -> {
              assertThat(label.getTargetStart()).isEqualTo("2025-10-09T08:53:20Z");
              assertThat(label.getRunId()).contains(JSON.readTree(run).path("id").asText());
            });
  }

  private static String asked(String... words) {
    Result result =
        StartedLine.run(
            Map.of("TELLTALE_API_KEY", "fourth", "TELLTALE_API_URL", line.api().toString()),
            List.of(words));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void badLinesAreToldByFileAndLineAndTheExitCodeSaysSo() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("bad.jsonl"),
            own("bad").lines().findFirst().orElseThrow() + "\n\n{\"half\":\n{\"a\":1}\n");

    Result dry = run("default", "import", file.toString(), "--dry-run");
    Result real = run("default", "import", file.toString());
    JsonNode report = JSON.readTree(run("default", "import", file.toString(), "--json").out());

    assertThat(dry.exitCode()).isEqualTo(1);
    assertThat(dry.out()).endsWith("(dry run: nothing was stored)\n");
    assertThat(real.exitCode()).isEqualTo(1);
    assertThat(real.out())
        .startsWith(file + ":3: not JSON: it ends early\n" + file + ":4: no known shape")
        .endsWith("lines: 1 accepted, 2 rejected; spans: 1 accepted, 0 rejected\n");
    assertThat(report.path("rejections").findValuesAsText("line")).containsExactly("3", "4");
  }

  @Test
  void whatStopsAnImportIsToldInOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("one.jsonl"), own("stop"));

    Result noKey = run("nobody", "import", file.toString());
    Result noFile = run("default", "import", folder.resolve("none.jsonl").toString());
    Result noTime = run("default", "export", "--agent", "a", "--from", "noon");
    Result noFolder =
        run(
            "default",
            "export",
            "--agent",
            "a",
            "--out",
            folder.resolve("no/where.jsonl").toString());

    assertThat(noKey.exitCode()).isEqualTo(1);
    assertThat(noKey.err()).contains("one.jsonl:1: stopped here").contains("TELLTALE_API_KEY");
    assertThat(noFile.exitCode()).isEqualTo(1);
    assertThat(noFile.err()).contains("none.jsonl cannot be read");
    assertThat(noTime.err()).contains("--from: noon");
    assertThat(noFolder.err()).contains("where.jsonl cannot be written");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void ofATraceThatWasRevisedTheLastRevisionIsExportedIfItClosedInTime() throws Exception {
    Instant noon = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofHours(1));
    Trace one = traces("default", AGENT).values().iterator().next();
    var codec = new TopicSerdes(registry(), line.kafka().topicPrefix()).codec(Topics.TRACES);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(line.kafka().producer())) {
      for (int revision = 1; revision <= 3; revision++) {
        for (String id : List.of("a".repeat(32), "b".repeat(32))) {
          if (revision == 1 || id.startsWith("b")) {
            Instant closedAt = noon.plusSeconds(60L * revision);
            Trace trace =
                Trace.newBuilder(one)
                    .setProject("revised")
                    .setTraceId(id)
                    .setRevisions(revision)
                    .setClosedAt(closedAt)
                    .build();
            producer
                .send(
                    new ProducerRecord<>(
                        line.kafka().name(Topics.TRACES),
                        null,
                        closedAt.toEpochMilli(),
                        id,
                        codec.encode(trace)))
                .get();
          }
        }
      }
    }

    Map<String, Trace> all = traces("revised", AGENT);
    Result until =
        run(
            "default",
            "export",
            "--agent",
            AGENT,
            "--project",
            "revised",
            "--to",
            noon.plusSeconds(150).toString());
    Result whole =
        run(
            "default",
            "export",
            "--agent",
            AGENT,
            "--project",
            "revised",
            "--from",
            noon.toString());

    assertThat(all.values()).extracting(Trace::getRevisions).containsExactlyInAnyOrder(1, 3);
    assertThat(whole.out().lines()).hasSize(2);
    assertThat(whole.err()).contains("2 traces").contains("2 superseded revisions left out");
    assertThat(until.out().lines()).hasSize(1);
  }

  @Test
  void onlyTracesThatClosedInTheGivenTimeAreExported() {
    String tomorrow = Instant.now().plus(Duration.ofDays(1)).toString();

    assertThat(run("default", "export", "--agent", AGENT, "--from", tomorrow).out()).isEmpty();
    assertThat(run("default", "export", "--agent", AGENT, "--to", "2020-01-01").out()).isEmpty();
    assertThat(run("default", "export", "--agent", AGENT, "--project", "none").out()).isEmpty();
    assertThat(
            run("default", "export", "--agent", AGENT, "--from", "2020-01-01", "--to", tomorrow)
                .out()
                .lines())
        .hasSize(2);
  }

  /** Four lines of four shapes: two traces of an agent, and two lines that join one of them. */
  private static String own(String name) {
    return """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"zone","value":{"stringValue":"eu"}}]},"scopeSpans":[{"scope":{"name":"@inference/tracing.openai","version":"2"},"spans":[{"traceId":"%2$s01","spanId":"00000000000000a1","name":"turn","kind":1,"startTimeUnixNano":"1760000000000000001","endTimeUnixNano":"1760000002000000000","traceState":"a=b","status":{"code":2,"message":"late"},"attributes":[{"key":"openinference.span.kind","value":{"stringValue":"AGENT"}},{"key":"agent.id","value":{"stringValue":"florist-%1$s"}},{"key":"agent.name","value":{"stringValue":"Florist"}},{"key":"session.id","value":{"stringValue":"s-1"}},{"key":"user.id","value":{"stringValue":"u-1"}},{"key":"tag.tags","value":{"arrayValue":{"values":[{"stringValue":"vip"}]}}},{"key":"own","value":{"kvlistValue":{"values":[{"key":"deep","value":{"arrayValue":{"values":[{"intValue":"1"},{"doubleValue":2.5},{"boolValue":true}]}}}]}}}],"events":[{"name":"exception","timeUnixNano":"1760000001000000000","attributes":[{"key":"exception.type","value":{"stringValue":"Late"}}]}],"links":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7e00000001"}]}]}]}]}
        {"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"%2$s01","span_id":"00000000000000b2","parent_span_id":"00000000000000a1","name":"chat","start_time_unix_nano":"1760000000500000000","end_time_unix_nano":"1760000001500000000","dropped_attributes_count":3,"attributes":[{"key":"openinference.span.kind","value":{"string_value":"LLM"}},{"key":"llm.model_name","value":{"string_value":"gpt-4o"}},{"key":"llm.provider","value":{"string_value":"az.ai.openai"}},{"key":"llm.token_count.prompt","value":{"int_value":"10"}},{"key":"llm.token_count.completion","value":{"int_value":"2"}},{"key":"llm.cost.total","value":{"double_value":0.25}},{"key":"llm.finish_reason","value":{"string_value":"tool_calls"}},{"key":"llm.input_messages.0.message.role","value":{"string_value":"user"}},{"key":"llm.input_messages.0.message.content","value":{"string_value":"Roses?"}},{"key":"output.value","value":{"string_value":"{\\"choices\\":[{\\"message\\":{\\"role\\":\\"assistant\\",\\"tool_calls\\":[{\\"id\\":\\"c1\\",\\"function\\":{\\"name\\":\\"stock\\",\\"arguments\\":\\"{}\\"}}]}}]}"}}]},{"trace_id":"%2$s01","span_id":"00000000000000c3","parent_span_id":"00000000000000a1","name":"stock","start_time_unix_nano":"1760000000600000000","attributes":[{"key":"tool.name","value":{"string_value":"stock"}},{"key":"tool_call.id","value":{"string_value":"c1"}},{"key":"input.value","value":{"string_value":"{}"}},{"key":"output.value","value":{"string_value":"12"}}]}]}]}]}
        {"id":"trace-%1$s","timestamp":"2026-03-04T05:06:07Z","name":"florist-%1$s","input":"Tulips?","output":"Yes","sessionId":"s-2","observations":[{"id":"g-1","traceId":"trace-%1$s","type":"GENERATION","name":"chat","startTime":"2026-03-04T05:06:07.1Z","endTime":"2026-03-04T05:06:07.2Z","model":"claude-sonnet","input":[{"role":"user","content":"Tulips?"}],"output":"Yes","usageDetails":{"input":3,"output":1,"total":4}},{"id":"t-1","traceId":"trace-%1$s","parentObservationId":"g-1","type":"TOOL","name":"stock","startTime":"2026-03-04T05:06:07.15Z","level":"ERROR","statusMessage":"no answer"}]}
        {"input":"Hi %1$s","output":"Hello","model":"gpt-4o","agent":"greeter"}
        """
        .formatted(name, hex(name));
  }

  private static String hex(String name) {
    return String.format(
        "%030x", new java.math.BigInteger(1, name.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> differences(List<Span> before, List<Span> after) {
    List<String> differences = new ArrayList<>();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      for (Schema.Field field : Span.getClassSchema().getFields()) {
        Object was = before.get(i).get(field.pos());
        Object is = after.get(i).get(field.pos());
        boolean ofTheWay = field.name().equals("project") || field.name().equals("receivedAt");
        if (!ofTheWay && !java.util.Objects.equals(was, is)) {
          differences.add(
              before.get(i).getName() + "." + field.name() + ": " + was + " became " + is);
        }
      }
    }
    return differences;
  }

  private static Map<String, Trace> traces(String project, String agent) {
    Map<String, Trace> traces = new HashMap<>();
    new StoredTraces(line.kafka(), registry())
        .each(
            new StoredTraces.Wanted(project, agent, Instant.EPOCH, Instant.MAX),
            trace -> traces.put(trace.getTraceId(), trace));
    return traces;
  }

  private static SchemaRegistry registry() {
    return new HttpSchemaRegistry(
        line.registry(), Duration.ofSeconds(5), 3, Duration.ofMillis(100), null);
  }

  private static Result run(String project, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    if (words[0].equals("import")) {
      all.addAll(List.of("--url", line.otlpHttp().toString()));
    } else {
      all.addAll(List.of("--config", folder.resolve("telltale.yaml").toString()));
    }
    Map<String, String> environment =
        KEY_OF.containsKey(project) ? Map.of("TELLTALE_API_KEY", KEY_OF.get(project)) : Map.of();
    Result result = StartedLine.run(environment, all);
    return new Result(
        result.exitCode(),
        result.out().lines().map(l -> l + "\n").collect(Collectors.joining()),
        result.err());
  }
}
