// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a client of OTLP over HTTP sees, byte for byte. */
class HttpWireTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final byte[] GOOD = request(span(1).build()).toByteArray();
  private static final byte[] GOOD_JSON =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{
        "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7e00000001","name":"chat",
        "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000001000000",
        "attributes":[{"key":"agent.id","value":{"stringValue":"support"}}]}]}]}]}
      """
          .getBytes(UTF_8);

  private static final RunningGateway RUNNING = new RunningGateway();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @AfterEach
  void reset() {
    RUNNING.reset();
  }

  @Test
  void protobufIsAnsweredWithAnEmptyBody() {
    HttpResponse<byte[]> answer = post(GOOD, PROTOBUF);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(answer.body()).isEmpty();
    assertThat(RUNNING.spans()).extracting(Span::getName).containsExactly("chat 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, "application/json; charset=utf-8", "Application/JSON"})
  void jsonIsAnsweredWithAnEmptyObject(String contentType) {
    HttpResponse<byte[]> answer = post(GOOD_JSON, contentType);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith(JSON);
    assertThat(answer.body()).isEqualTo("{}".getBytes(UTF_8));
    assertThat(RUNNING.spans()).extracting(span -> span.getAgentId().get()).contains("support");
  }

  @ParameterizedTest
  @CsvSource({PROTOBUF + ",gzip", JSON + ",gzip", PROTOBUF + ",GZip", JSON + ",identity"})
  void bodiesMayBeGzip(String contentType, String encoding) {
    byte[] body = contentType.equals(JSON) ? GOOD_JSON : GOOD;
    byte[] encoded = encoding.equals("identity") ? body : gzip(body);

    HttpResponse<byte[]> answer =
        post(encoded, "content-type", contentType, "content-encoding", encoding);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void bodiesMayComeInChunks() {
    HttpResponse<byte[]> answer =
        send(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(GOOD_JSON)),
            "content-type",
            JSON);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void anEmptyRequestSucceeds() {
    assertThat(post(new byte[0], PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(post("{}".getBytes(UTF_8), JSON).statusCode()).isEqualTo(200);
    assertThat(post("{\"resourceSpans\":[{}]}".getBytes(UTF_8), JSON).statusCode()).isEqualTo(200);
  }

  @Test
  void someBadSpansAreAPartialSuccess() throws IOException {
    byte[] body = request(span(1).build(), span(2).setStartTimeUnixNano(0).build()).toByteArray();

    HttpResponse<byte[]> answer = post(body, PROTOBUF);

    assertThat(answer.statusCode()).isEqualTo(200);
    ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(answer.body());
    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage()).contains("start time");
    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void aPartialSuccessInJsonHasItsCountAsText() {
    String spans = new String(GOOD_JSON, UTF_8).replace("\"spans\":[", "\"spans\":[{},");

    HttpResponse<byte[]> answer = post(spans.getBytes(UTF_8), JSON);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body(), UTF_8))
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"spans rejected: 1 (1"
                + " because the trace id is not 16 bytes, or all zero)\"}}");
  }

  @ParameterizedTest
  @CsvSource({PROTOBUF, JSON})
  void whatCannotBeReadIsABadRequest(String contentType) throws IOException {
    HttpResponse<byte[]> answer = post("<xml/>".getBytes(UTF_8), contentType);

    assertError(answer, 400, contentType, 3);
  }

  @Test
  void aBadRequestHasItsDetails() throws IOException {
    Status protobuf = Status.parseFrom(post("<xml/>".getBytes(UTF_8), PROTOBUF).body());
    BadRequest details = protobuf.getDetails(0).unpack(BadRequest.class);
    assertThat(details.getFieldViolations(0).getDescription()).isEqualTo(protobuf.getMessage());

    var json = new ObjectMapper().readTree(post("<xml/>".getBytes(UTF_8), JSON).body());
    assertThat(json.at("/details/0/@type").textValue())
        .isEqualTo("type.googleapis.com/google.rpc.BadRequest");
    assertThat(json.at("/details/0/fieldViolations/0/description").textValue())
        .isEqualTo(json.get("message").textValue());
  }

  @Test
  void jsonIsReadAsItsWritersVaryIt() {
    byte[] body =
        """
        {"resourceSpans":[{"scopeSpans":[{"schemaUrl":"","new":{"a":[1]},"spans":[{
          "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7E00000001",
          "parentSpanId":null,"name":"chat","kind":"SPAN_KIND_CLIENT","unknown":1,
          "startTimeUnixNano":1700000000000000000,"endTimeUnixNano":"1700000000001000000",
          "status":{"code":"STATUS_CODE_ERROR"},
          "attributes":[{"key":"llm.token_count.prompt","value":{"intValue":12}},
            {"key":"llm.token_count.completion","value":{"intValue":"3"}},
            {"key":"empty"},{"key":"empty2","value":{}}]}]}]}]}
        """
            .getBytes(UTF_8);

    assertThat(post(body, JSON).statusCode()).isEqualTo(200);
    Span span = RUNNING.spans().get(0);
    assertThat(span.getTraceId()).isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(span.getParentSpanId()).isEmpty();
    assertThat(span.getError()).isTrue();
    assertThat(span.getTokens().orElseThrow().getInput()).contains(12L);
    assertThat(span.getTokens().orElseThrow().getOutput()).contains(3L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00000000000000000000000000000000", "5b8efff798038103d269b633813fc6", "none"})
  void aSpanWithAnIdThatIsNoneIsRejectedAndItsNeighbourIsNot(String traceId) throws IOException {
    String good = new String(GOOD_JSON, UTF_8);
    String bad = "{\"traceId\":\"" + traceId + "\",\"spanId\":\"eee19b7e00000002\"},";
    byte[] body = good.replace("\"spans\":[", "\"spans\":[" + bad).getBytes(UTF_8);

    HttpResponse<byte[]> answer = post(body, JSON);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(answer.body()).at("/partialSuccess/rejectedSpans"))
        .hasToString("\"1\"");
    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void logsInProtobufAreRecognizedThoughTheyDecodeToSpans() throws IOException {
    byte[] logs =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.newBuilder().setSeverityText("INFO"))))
            .build()
            .toByteArray();

    assertThat(assertError(post(logs, PROTOBUF), 400, PROTOBUF, 3)).contains("logs");
  }

  @Test
  void severalGzipMembersAreOneBody() {
    byte[] head = gzip(Arrays.copyOf(GOOD, 20));
    byte[] tail = gzip(Arrays.copyOfRange(GOOD, 20, GOOD.length));
    byte[] body = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, body, head.length, tail.length);

    assertThat(post(body, "content-type", PROTOBUF, "content-encoding", "gzip").statusCode())
        .isEqualTo(200);
    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void aClientThatGaveUpAndSendsAgainIsAcknowledgedThoughItsSpanIsThereTwice() {
    RUNNING.kafka.hold();
    CompletableFuture<HttpResponse<byte[]>> givenUp = postLater(RUNNING);
    await().until(() -> RUNNING.kafka.held() == 1);
    givenUp.cancel(true);
    CompletableFuture<HttpResponse<byte[]>> again = postLater(RUNNING);
    await().until(() -> RUNNING.kafka.held() == 2);

    RUNNING.kafka.release();

    assertThat(again.join().statusCode()).isEqualTo(200);
    assertThat(RUNNING.spans()).hasSize(2);
  }

  @Test
  void aRequestOfBadSpansOnlyIsABadRequest() throws IOException {
    byte[] body = request(span(1).setStartTimeUnixNano(0).build()).toByteArray();

    assertThat(assertError(post(body, PROTOBUF), 400, PROTOBUF, 3)).contains("start time");
  }

  @Test
  void logsAreRecognizedAndRefused() throws IOException {
    byte[] body = "{\"resourceLogs\":[]}".getBytes(UTF_8);

    assertThat(assertError(post(body, JSON), 400, JSON, 3)).contains("resourceLogs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/protobuf", "nonsense"})
  void otherContentTypesAreUnsupported(String contentType) throws IOException {
    assertError(post(GOOD, contentType), 415, JSON, 12);
  }

  @Test
  void noContentTypeIsUnsupported() throws IOException {
    assertError(send(BodyPublishers.ofByteArray(GOOD)), 415, JSON, 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "zstd", "gzip, gzip"})
  void otherEncodingsAreUnsupported(String encoding) throws IOException {
    HttpResponse<byte[]> answer =
        post(GOOD, "content-type", PROTOBUF, "content-encoding", encoding);

    assertThat(assertError(answer, 415, PROTOBUF, 12)).contains("gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    HttpResponse<byte[]> answer = send("/v1/traces", method, BodyPublishers.noBody());

    assertError(answer, 405, JSON, 12);
    assertThat(answer.headers().firstValue("allow")).contains("POST");
  }

  @Test
  void otherSignalsAreNotFound() throws IOException {
    HttpResponse<byte[]> answer =
        send("/v1/logs", "POST", BodyPublishers.ofByteArray(GOOD), "content-type", PROTOBUF);

    assertError(answer, 404, PROTOBUF, 12);
  }

  @Test
  void aBodyThatIsCutOffInItsGzipIsABadRequest() throws IOException {
    byte[] whole = gzip(GOOD);
    byte[] cut = Arrays.copyOf(whole, whole.length - 5);

    assertError(post(cut, "content-type", PROTOBUF, "content-encoding", "gzip"), 400, PROTOBUF, 3);
    assertError(post(GOOD, "content-type", PROTOBUF, "content-encoding", "gzip"), 400, PROTOBUF, 3);
    assertThat(RUNNING.spans()).isEmpty();
  }

  @Test
  void aBodyThatInflatesTooFarIsTooLarge() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(RunningGateway.MAX_REQUEST_BYTES);

    HttpResponse<byte[]> answer = post(bomb, "content-type", PROTOBUF, "content-encoding", "gzip");

    assertError(answer, 413, PROTOBUF, 8);
  }

  @Test
  void aBodyOneByteOverTheLimitIsTooLargeAndOneAtTheLimitIsNot() throws IOException {
    byte[] body = new byte[RunningGateway.MAX_REQUEST_BYTES + 1];
    Arrays.fill(body, (byte) ' ');
    body[0] = '{';
    body[1] = '}';

    assertError(post(body, JSON), 413, JSON, 8);
    assertError(
        send(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
            "content-type",
            JSON),
        413,
        JSON,
        8);
    assertThat(post(Arrays.copyOf(body, body.length - 1), JSON).statusCode()).isEqualTo(200);
  }

  @Test
  void tooManySpansAreTooLarge() throws IOException {
    io.opentelemetry.proto.trace.v1.Span[] spans =
        IntStream.rangeClosed(0, RunningGateway.MAX_SPANS)
            .mapToObj(i -> span(i).build())
            .toArray(io.opentelemetry.proto.trace.v1.Span[]::new);

    assertError(post(request(spans).toByteArray(), PROTOBUF), 413, PROTOBUF, 8);
  }

  @Test
  void whereThereAreKeysOneIsNeeded() throws IOException {
    RUNNING.keys = RunningGateway.KEYS;

    HttpResponse<byte[]> none = post(GOOD, PROTOBUF);
    assertError(none, 401, PROTOBUF, 16);
    assertThat(none.headers().firstValue("www-authenticate")).contains("Bearer");
    assertError(
        post(GOOD, "content-type", PROTOBUF, "authorization", "Bearer wrong"), 401, PROTOBUF, 16);
    assertError(
        post(GOOD, "content-type", PROTOBUF, "authorization", "Bearer look"), 403, PROTOBUF, 7);
    assertThat(RUNNING.spans()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"authorization, Bearer in", "authorization, Basic cHVibGljOmlu", "x-api-key, in"})
  void aKeyMayComeInThreeWays(String header, String value) {
    RUNNING.keys = RunningGateway.KEYS;

    HttpResponse<byte[]> answer = post(GOOD, "content-type", PROTOBUF, header, value);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(RUNNING.spans()).extracting(Span::getProject).containsExactly("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {PROTOBUF, JSON})
  void whenKafkaIsAwayTheClientIsToldWhenToComeAgain(String contentType) throws IOException {
    RUNNING.kafka.fail();
    byte[] body = contentType.equals(JSON) ? GOOD_JSON : GOOD;

    HttpResponse<byte[]> answer = post(body, contentType);

    assertError(answer, 503, contentType, 14);
    assertThat(answer.headers().firstValue("retry-after")).contains("2");

    RUNNING.kafka.recover();
    assertThat(post(body, contentType).statusCode()).isEqualTo(200);
  }

  @Test
  void theAnswerWaitsForKafka() {
    RUNNING.kafka.hold();
    CompletableFuture<HttpResponse<byte[]>> answer = postLater(RUNNING);
    await().until(() -> RUNNING.kafka.held() == 1);
    assertThat(answer).isNotDone();

    RUNNING.kafka.release();

    assertThat(answer.join().statusCode()).isEqualTo(200);
  }

  @Test
  void aSpanThatIsTooLargeForKafkaIsRejectedForGood() throws IOException {
    RUNNING.kafka.refuseAsTooLarge(value -> value.length > 10_000);
    byte[] body =
        request(span(1).build(), span(2).setName("n".repeat(20_000)).build()).toByteArray();

    HttpResponse<byte[]> answer = post(body, PROTOBUF);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(
            ExportTraceServiceResponse.parseFrom(answer.body())
                .getPartialSuccess()
                .getRejectedSpans())
        .isEqualTo(1);
  }

  @Test
  void moreRequestsThanCanWaitAreToldToComeAgain() {
    try (RunningGateway small = new RunningGateway(RunningGateway.config(1, 1))) {
      small.kafka.block();
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(postLater(small));
      }
      await().until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 8);

      small.kafka.unblock();

      assertThat(answers)
          .extracting(answer -> answer.join().statusCode())
          .containsOnly(200, 503)
          .filteredOn(status -> status == 200)
          .hasSize(2);
    }
  }

  @Test
  void aClientThatGoesAwayIsNoErrorOfTheGateway() throws IOException {
    double before = cutOff();
    ListAppender<ILoggingEvent> errors = new ListAppender<>();
    errors.start();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(errors);

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RUNNING.gateway.httpPort())) {
      String head =
          "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
              + "content-length: 1000\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().flush();
    }

    await().until(() -> cutOff() > before);
    root.detachAppender(errors);
    assertThat(errors.list).isEmpty();
  }

  private static double cutOff() {
    return answered("503") + answered("other");
  }

  @Test
  void answersAreCountedByTheirStatusAndBytesAsTheyCame() {
    await().until(() -> RUNNING.inFlight("requests") == 0);
    double ok = answered("200");
    double unsupported = answered("415");
    double notFound = answered("404");
    double bytes = RUNNING.counted("telltale.gateway.request.bytes");
    double published = RUNNING.counted("telltale.gateway.spans.published");

    post(GOOD, PROTOBUF);
    post(GOOD, "text/plain");
    send("/v1/logs", "POST", BodyPublishers.ofByteArray(GOOD), "content-type", PROTOBUF);

    await()
        .untilAsserted(
            () -> {
              assertThat(answered("200")).isGreaterThanOrEqualTo(ok + 1);
              assertThat(answered("415")).isGreaterThanOrEqualTo(unsupported + 1);
              assertThat(answered("404")).isGreaterThanOrEqualTo(notFound + 1);
            });
    assertThat(RUNNING.counted("telltale.gateway.request.bytes"))
        .isGreaterThanOrEqualTo(bytes + GOOD.length);
    assertThat(RUNNING.counted("telltale.gateway.spans.published")).isEqualTo(published + 1);
  }

  private static double answered(String status) {
    return RUNNING.counted("telltale.gateway.requests", "transport", "http", "status", status);
  }

  private CompletableFuture<HttpResponse<byte[]>> postLater(RunningGateway gateway) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.gateway.httpPort() + "/v1/traces"))
            .header("content-type", PROTOBUF)
            .POST(BodyPublishers.ofByteArray(GOOD))
            .build();
    return client.sendAsync(request, BodyHandlers.ofByteArray());
  }

  /** Checks an error, and gives its message. */
  private static String assertError(
      HttpResponse<byte[]> answer, int status, String contentType, int code) throws IOException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith(contentType);
    Status error =
        contentType.equals(PROTOBUF) ? Status.parseFrom(answer.body()) : json(answer.body());
    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getMessage()).isNotBlank();
    return error.getMessage();
  }

  private static Status json(byte[] body) throws IOException {
    var tree = new ObjectMapper().readTree(body);
    return Status.newBuilder()
        .setCode(tree.get("code").intValue())
        .setMessage(tree.get("message").textValue())
        .build();
  }

  private HttpResponse<byte[]> post(byte[] body, String contentType) {
    return post(body, "content-type", contentType);
  }

  private HttpResponse<byte[]> post(byte[] body, String... headers) {
    return send(BodyPublishers.ofByteArray(body), headers);
  }

  private HttpResponse<byte[]> send(BodyPublisher body, String... headers) {
    return send("/v1/traces", "POST", body, headers);
  }

  private HttpResponse<byte[]> send(
      String path, String method, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RUNNING.gateway.httpPort() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
