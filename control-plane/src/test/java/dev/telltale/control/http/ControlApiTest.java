// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.DefinitionLog;
import dev.telltale.control.command.HumanLabels;
import dev.telltale.control.command.InMemoryTopics;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.schemas.access.AccessKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlApiTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** One for all tests, as an end takes 2 s; each test puts its own API in. */
  private static final Server SERVER =
      Server.builder()
          .http(0)
          .meterRegistry(new SimpleMeterRegistry())
          .service("/", (ctx, request) -> null)
          .build();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SIGNAL =
      """
      kind: signal
      agent: parcel-support
      signal: user-frustration
      type: binary
      scope: trace
      sampleRate: 25
      prompt: Is the user frustrated?
      examples: {"true": [No!, Useless.], "false": [Thanks., Fine.]}
      ---
      kind: alert
      agent: parcel-support
      signal: user-frustration
      alert: many
      metric: true_rate
      comparison: absolute
      fires: at or above 0.3
      window: 5m
      cooldown: 15m
      notify: [slack]
      """;
  // printf %s KEY | sha256sum, of reader, writer and sender
  private static final String KEYS =
      """
      - name: reader
        sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
        project: shop
        rights: [read]
      - name: writer
        sha256: b93006774cbdd4b299389a03ac3d88c3a76b460d538795bc12718011a909fba5
        project: shop
        rights: [read, write]
      - name: sender
        sha256: 0a367b92cf0b037dfd89960ee832d56f7fc151681bb41e53690e776f5786998a
        project: shop
        rights: [ingest]
      """;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final InMemoryTopics topics = new InMemoryTopics();
  private AccessKeys keys = AccessKeys.none();

  @BeforeAll
  static void start() {
    SERVER.start().join();
  }

  @AfterAll
  static void stop() {
    SERVER.stop().join();
  }

  @BeforeEach
  void serve() {
    topics.time(() -> NOON);
    serve(false, true);
  }

  @Test
  void manifestsAreApplied() throws Exception {
    HttpResponse<String> response = apply(SIGNAL, false);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    assertThat(JSON.readTree(response.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"results": [
                  {"kind": "signal", "key": "default/parcel-support/user-frustration",
                   "change": "created", "version": 1, "file": "signals.yaml", "line": 1,
                   "sentence": null, "fields": [], "diff": [], "warnings": []},
                  {"kind": "alert", "key": "default/parcel-support/user-frustration/many",
                   "change": "created", "version": 1, "file": "signals.yaml", "line": 10,
                   "sentence": "fires when the true rate over 5 min is at or above 30 %; then silent for 15 min",
                   "fields": [], "diff": [], "warnings": []}]}
                """));
  }

  @Test
  void changesNameTheirFields() throws Exception {
    apply(SIGNAL, false);

    JsonNode results =
        JSON.readTree(apply(SIGNAL.replace("25", "50"), false).body()).get("results");

    assertThat(results.get(0).get("change").asText()).isEqualTo("changed");
    assertThat(results.get(0).get("version").asInt()).isEqualTo(2);
    assertThat(results.get(0).get("fields")).isEqualTo(JSON.readTree("[\"sampleRate\"]"));
    assertThat(results.get(1).get("change").asText()).isEqualTo("unchanged");
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    assertThat(apply(SIGNAL, true).statusCode()).isEqualTo(200);

    assertThat(topics.commits()).isZero();
  }

  @Test
  void everyProblemIsInTheAnswer() throws Exception {
    HttpResponse<String> response =
        apply(SIGNAL.replace("25", "250").replace("window: 5m", "window: 5"), false);

    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(JSON.readTree(response.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"type": "about:blank", "title": "Bad Request", "status": 400,
                 "detail": "2 problems; nothing was written",
                 "errors": [
                   {"file": "signals.yaml", "line": 6,
                    "message": "sampleRate: 250 (expected: a number from 0 to 100)"},
                   {"file": "signals.yaml", "line": 17,
                    "message": "window: 5 (expected: 5m, 10m, 15m, 30m, 1h, 3h, 6h, 24h, 48h)"}]}
                """));
    assertThat(topics.commits()).isZero();
  }

  @Test
  void noAnswerIsEndless() throws Exception {
    JsonNode answer = JSON.readTree(apply("kind: x\n---\n".repeat(1_001), false).body());

    assertThat(answer.get("errors")).hasSize(1_000);
    assertThat(answer.get("detail").asText())
        .isEqualTo("1001 problems, of which 1000 are told; nothing was written");
  }

  @Test
  void definitionsAreShownInTheWordsOfManifests() throws Exception {
    apply(SIGNAL, false);

    assertThat(JSON.readTree(get("/api/v1/signals").body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"signals": [
                  {"key": "default/parcel-support/user-frustration", "agent": "parcel-support",
                   "signal": "user-frustration", "name": "user-frustration", "type": "binary",
                   "scope": "trace", "state": "active", "version": 1,
                   "prompt": "Is the user frustrated?", "labels": [],
                   "sentiments": {"true": "negative", "false": "positive"}, "sampleRate": 25.0,
                   "salt": null, "filter": null, "judge": "offline", "model": null,
                   "reads": "closing",
                   "examples": {"true": ["No!", "Useless."], "false": ["Thanks.", "Fine."]},
                   "createdAt": "2026-01-01T12:00:00Z", "author": null}]}
                """));
    assertThat(JSON.readTree(get("/api/v1/alerts").body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"alerts": [
                  {"key": "default/parcel-support/user-frustration/many", "agent": "parcel-support",
                   "signal": "user-frustration", "alert": "many", "name": "many", "revision": 1,
                   "metric": "true_rate", "value": null, "comparison": "absolute",
                   "fires": "at or above 0.3", "recovery": null, "window": "5m", "minLabels": 0,
                   "minLabelsIn": "both", "significance": null, "fireFromZero": false,
                   "cooldown": "15m", "severity": "warning", "noData": "keep",
                   "notifyRecovery": true, "notify": ["slack"], "enabled": true,
                   "archived": false,
                   "sentence": "fires when the true rate over 5 min is at or above 30 %; then silent for 15 min",
                   "createdAt": "2026-01-01T12:00:00Z", "updatedAt": "2026-01-01T12:00:00Z",
                   "author": null}]}
                """));
  }

  @Test
  void aBodyThatIsNoApplyIsRefused() throws Exception {
    assertProblem(post("{\"files\": [", "application/json"), 400, "body: no JSON from line 1 on");
    assertProblem(post("[]", "application/json"), 400, "body: not as expected");
    assertProblem(post("null", "application/json"), 400, "body: null (expected: an object)");
    assertProblem(
        post("{}", "application/json"),
        400,
        "body: files is absent or empty (expected: at least one)");
    assertProblem(
        post("{\"files\": [null]}", "application/json"),
        400,
        "body: a file without name or content (expected: both)");
    assertProblem(
        post("{\"files\": [{\"name\": \"a\", \"content\": []}]}", "application/json"),
        400,
        "body: files[0].content is not as expected");
    assertProblem(
        post("{\"dryrun\": true}", "application/json"),
        400,
        "body: dryrun is unknown (expected: dryRun, files, prune)");
    assertProblem(
        post("{\"files\": [], \"dryRun\": \"yes\"}", "application/json"),
        400,
        "body: dryRun is not as expected");
  }

  @Test
  void everyErrorIsProblemJson() throws Exception {
    assertProblem(get("/api/v2/signals"), 404, "/api/v2/signals: Not Found");
    HttpResponse<String> wrongMethod = get("/api/v1/apply");
    assertProblem(wrongMethod, 405, "GET /api/v1/apply (expected: POST)");
    assertThat(wrongMethod.headers().firstValue("allow")).contains("POST");
    assertProblem(
        post("kind: signal", "application/yaml"),
        415,
        "content-type: application/yaml (expected: application/json)");
    assertProblem(
        post(" ".repeat(8 * 1024 * 1024 + 1), "application/json"),
        413,
        "body: larger than 8388608 bytes");
  }

  @Test
  void aBodyOfUnknownLengthHasTheSameLimit() throws Exception {
    byte[] mebibyte = " ".repeat(1024 * 1024).getBytes(UTF_8);

    HttpResponse<String> response =
        http.send(
            request("/api/v1/apply")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArrays(Collections.nCopies(9, mebibyte)))
                .build(),
            BodyHandlers.ofString());

    assertProblem(response, 413, "body: larger than 8388608 bytes");
  }

  @Test
  void aLogThatCannotBeWrittenIsUnavailable() throws Exception {
    topics.fail("disk full");

    assertProblem(apply(SIGNAL, false), 503, "definitions could not be written: disk full");
  }

  @Test
  void onceThereAreKeysNobodyIsLetInWithoutOne() throws Exception {
    keys = AccessKeys.parse(KEYS, NOON);

    HttpResponse<String> response = get("/api/v1/signals");

    assertProblem(
        response, 401, "no access key (expected: Authorization: Bearer KEY, or x-api-key: KEY)");
    assertThat(response.headers().firstValue("www-authenticate")).contains("Bearer");
    assertProblem(
        get("/api/v1/signals", "authorization", "Bearer nobody"),
        401,
        "this access key is not known");
    assertProblem(
        get("/api/v1/signals", "authorization", "Basic cmVhZGVy"),
        401,
        "Authorization of another kind (expected: Bearer KEY)");
  }

  @Test
  void aKeyOpensWhatItHasTheRightFor() throws Exception {
    keys = AccessKeys.parse(KEYS, NOON);

    assertThat(get("/api/v1/signals", "authorization", "Bearer reader").statusCode())
        .isEqualTo(200);
    assertThat(get("/api/v1/alerts", "x-api-key", "reader").statusCode()).isEqualTo(200);
    assertProblem(
        get("/api/v1/alerts", "x-api-key", "sender"),
        403,
        "the access key sender may not read here");
    assertProblem(
        apply(SIGNAL, false, "x-api-key", "reader"),
        403,
        "the access key reader may not write here");
  }

  @Test
  void theProjectAndTheAuthorAreTheKeys() throws Exception {
    keys = AccessKeys.parse(KEYS, NOON);

    assertThat(apply(SIGNAL, false, "authorization", "bearer writer").body())
        .contains("shop/parcel-support/user-frustration");

    assertThat(get("/api/v1/signals", "x-api-key", "reader").body())
        .contains("\"author\":\"writer\"");
  }

  @Test
  void whereNobodyNeedsAKeyAWrongOneIsStillWrong() throws Exception {
    serve(true, false);
    keys = AccessKeys.parse(KEYS, NOON);

    assertThat(get("/api/v1/signals").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/signals", "x-api-key", "nobody").statusCode()).isEqualTo(401);
  }

  @Test
  void withoutKeysNobodyIsLetInUnlessThatIsWanted() throws Exception {
    serve(false, false);

    assertThat(get("/api/v1/signals").statusCode()).isEqualTo(401);
  }

  private void serve(boolean anonymous, boolean openWithoutKeys) {
    DefinitionLog log = topics.startedLog();
    Commands commands =
        new Commands(
            log,
            new Commands.Rules(new AlertTimes(false), false),
            () -> keys,
            () -> NOON,
            new Random(7),
            result -> {});
    ControlApi api =
        new ControlApi(
            commands,
            new HumanLabels(commands::definitions, label -> {}, Instant::now),
            anonymous,
            openWithoutKeys,
            ControlApi.Parts.none(() -> NOON));
    SERVER.reconfigure(builder -> api.addTo(builder.meterRegistry(new SimpleMeterRegistry())));
  }

  private HttpResponse<String> apply(String yaml, boolean dryRun, String... headers)
      throws IOException, InterruptedException {
    String body =
        JSON.writeValueAsString(
            Map.of(
                "files",
                List.of(Map.of("name", "signals.yaml", "content", yaml)),
                "dryRun",
                dryRun));
    return post(body, "application/json; charset=utf-8", headers);
  }

  private HttpResponse<String> post(String body, String type, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("/api/v1/apply", headers)
            .header("content-type", type)
            .POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return http.send(request(path, headers).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.activeLocalPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  private static void assertProblem(HttpResponse<String> response, int status, String detail)
      throws IOException {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.get("status").asInt()).isEqualTo(status);
    assertThat(body.get("detail").asText()).isEqualTo(detail);
  }
}
