// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.Definitions;
import dev.telltale.control.command.HumanLabels;
import dev.telltale.control.command.InMemoryTopics;
import dev.telltale.control.command.RecordingLabels;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabelApiTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "00d5145b3b931abc049652489da635dd";
  private static final SignalKey KEY = new SignalKey("shop", "support", "outcome");
  private static final String ASKED =
      """
      {"signal": "shop/support/outcome", "value": "good", "note": "I was there",
       "target": {"scope": "trace", "targetId": "%1$s", "traceId": "%1$s", "sessionId": "s-1",
                  "revision": 1767268800000,
                  "start": "2026-01-01T11:59:00Z", "end": "2026-01-01T11:59:30Z"}}
      """
          .formatted(TRACE);
  // printf %s KEY | sha256sum, of reader and writer
  private static final String KEYS =
      """
      - name: ada
        sha256: b93006774cbdd4b299389a03ac3d88c3a76b460d538795bc12718011a909fba5
        project: shop
        rights: [read, write]
      - name: reader
        sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
        project: shop
        rights: [read]
      """;

  /** One for all tests, as an end takes 2 s; each test puts its own API in. */
  private static final Server SERVER =
      Server.builder()
          .http(0)
          .meterRegistry(new SimpleMeterRegistry())
          .service("/", (ctx, request) -> null)
          .build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final RecordingLabels labels = new RecordingLabels();
  private Instant now = NOON;

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
    HumanLabels people =
        new HumanLabels(() -> new Definitions(Map.of(KEY, signal()), Map.of()), labels, () -> now);
    Commands commands =
        new Commands(
            new InMemoryTopics().startedLog(),
            new Commands.Rules(new AlertTimes(false), false),
            () -> AccessKeys.parse(KEYS, NOON),
            () -> NOON,
            new Random(7),
            result -> {});
    ControlApi api =
        new ControlApi(commands, people, false, false, ControlApi.Parts.none(() -> NOON));
    SERVER.reconfigure(builder -> api.addTo(builder.meterRegistry(new SimpleMeterRegistry())));
  }

  @Test
  void aPersonsLabelIsWrittenWithItsAuthorAndByTheCurrentVersion() throws Exception {
    HttpResponse<String> response = post(ASKED, "writer");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(labels.written()).hasSize(1);
    Label label = labels.written().get(0);
    assertThat(label.getOrigin()).isEqualTo(Origin.HUMAN);
    assertThat(label.getOutcome()).isEqualTo(Outcome.LABELLED);
    assertThat(label.getJudgeProvider()).isEqualTo("human");
    assertThat(label.getJudgeModel()).isEqualTo("ada");
    assertThat(label.getValue()).contains("good");
    assertThat(label.getSentiment()).contains(Sentiment.POSITIVE);
    assertThat(label.getNote()).contains("I was there");
    assertThat(label.getVersion()).isEqualTo(2);
    assertThat(label.getSessionId()).contains("s-1");
    assertThat(label.getRevision()).isEqualTo(1_767_268_800_000L);
    assertThat(label.getDecidedAt()).isEqualTo(NOON);
    JsonNode answer = JSON.readTree(response.body());
    assertThat(answer.path("labelId").asText()).isEqualTo(label.getLabelId());
    assertThat(answer.path("author").asText()).isEqualTo("ada");
  }

  @Test
  void itsIdIsNeitherTheJudgesNorThatOfAnEarlierOne() throws Exception {
    post(ASKED, "writer");
    now = NOON.plusMillis(1);
    post(ASKED.replace("good", "bad"), "writer");

    assertThat(labels.written())
        .extracting(Label::getLabelId)
        .doesNotHaveDuplicates()
        .doesNotContain(LabelId.of(KEY, 2, TRACE, 1_767_268_800_000L, Optional.empty()));
  }

  @Test
  void whoMayNotWriteIsRefused() throws Exception {
    assertProblem(post(ASKED, "reader"), 403, "the access key reader may not write here");
    assertThat(post(ASKED, "nobody").statusCode()).isEqualTo(401);
    assertThat(labels.written()).isEmpty();
  }

  @Test
  void whatTheSignalDoesNotHaveIsRefused() throws Exception {
    assertProblem(
        post(ASKED.replace("\"good\"", "\"old\""), "writer"),
        400,
        "body: value: old (expected: good, bad)");
    assertProblem(
        post(ASKED.replace("shop/support/outcome", "shop/support/other"), "writer"),
        404,
        "signal shop/support/other is not known");
    assertProblem(
        post(ASKED.replace("shop/support/outcome", "default/support/outcome"), "writer"),
        404,
        "signal default/support/outcome is not known");
    assertProblem(
        post(ASKED.replace("\"trace\"", "\"session\""), "writer"),
        400,
        "body: target: " + TRACE + " (expected: s-1, from its other ids)");
    assertThat(labels.written()).isEmpty();
  }

  @Test
  void aTargetThatIsNoneIsRefused() throws Exception {
    assertThat(post("{\"signal\": \"shop/support/outcome\", \"value\": \"good\"}", "writer").body())
        .contains("target: absent");
    assertThat(post(ASKED.replace("11:59:30", "11:58:30"), "writer").body())
        .contains("not before the start");
    assertThat(post(ASKED.replace("2026-01-01T11:59:00Z", "noon"), "writer").body())
        .contains("no time");
    assertThat(post(ASKED.replace("\"scope\": \"trace\"", "\"scope\": \"pie\""), "writer").body())
        .contains("target.scope: pie (expected: span, trace, session)");
    assertThat(post(ASKED.replace("1767268800000", "0"), "writer").body()).contains("revision: 0");
    assertThat(post(ASKED.replace("I was there", "x".repeat(4_097)), "writer").body())
        .contains("note: 4097 characters");
    assertThat(labels.written()).isEmpty();
  }

  @Test
  void aLabelThatMayNotBeKeptIsNoSuccess() throws Exception {
    labels.fail();

    assertProblem(post(ASKED, "writer"), 503, "the label may not be kept: no broker");
  }

  private static SignalDefinition signal() {
    return SignalDefinition.newBuilder()
        .setProject("shop")
        .setAgent("support")
        .setSignal("outcome")
        .setName("Outcome")
        .setType(SignalType.STRING)
        .setScope(SignalScope.TRACE)
        .setVersions(List.of(version(1, "old"), version(2, "good")))
        .setStates(List.of(new SignalStateChange(SignalState.ACTIVE, NOON, null)))
        .build();
  }

  private static SignalVersion version(int number, String first) {
    return SignalVersion.newBuilder()
        .setVersion(number)
        .setPrompt("How did it end?")
        .setLabels(List.of(first, "bad"))
        .setSentiments(
            List.of(
                new OutcomeSentiment(first, Sentiment.POSITIVE),
                new OutcomeSentiment("bad", Sentiment.NEGATIVE)))
        .setSampleRate(100)
        .setCreatedAt(NOON)
        .build();
  }

  private HttpResponse<String> post(String body, String key)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + SERVER.activeLocalPort() + "/api/v1/labels"))
            .header("x-api-key", key)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String detail)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).get("detail").asText()).isEqualTo(detail);
  }
}
