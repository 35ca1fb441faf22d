// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static dev.telltale.gateway.app.Calls.PROTOBUF;
import static dev.telltale.gateway.app.Calls.grpc;
import static dev.telltale.gateway.app.Calls.gzip;
import static dev.telltale.gateway.app.Calls.post;
import static dev.telltale.gateway.app.Calls.postLater;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see when there is too much of something, or it comes too slowly. */
class AdmissionWireTest {
  private static final int BUDGET = 50_000;
  private static final ExportTraceServiceRequest LARGE =
      request(span(1).setName("n".repeat(40_000)).build());
  private static final ExportTraceServiceRequest SMALL = request(span(1).build());
  private static final String[] PLAIN = {"content-type", PROTOBUF};
  private static final String[] GZIP = {"content-type", PROTOBUF, "content-encoding", "gzip"};

  /** Waits for room as long as it takes. */
  private static final RunningGateway PATIENT =
      gateway(Duration.ofMinutes(1), Duration.ofMinutes(1));

  /** Waits neither for room nor for bodies. */
  private static final RunningGateway HASTY =
      gateway(Duration.ofMillis(20), Duration.ofMillis(300));

  @AfterAll
  static void stop() {
    PATIENT.close();
    HASTY.close();
  }

  @AfterEach
  void reset() {
    PATIENT.reset();
    HASTY.reset();
  }

  @Test
  void aBodyWithoutRoomWaitsUntilKafkaHasAnsweredForAnother() {
    PATIENT.kafka.hold();
    CompletableFuture<HttpResponse<byte[]>> first = postLater(PATIENT, LARGE.toByteArray(), PLAIN);
    await().until(() -> PATIENT.kafka.held() == 1);
    CompletableFuture<HttpResponse<byte[]>> second = postLater(PATIENT, LARGE.toByteArray(), PLAIN);
    await().until(() -> PATIENT.inFlight("requests") == 2);
    assertThat(PATIENT.inFlight("bytes")).isEqualTo(LARGE.getSerializedSize());

    PATIENT.kafka.releaseOne();

    assertThat(first.join().statusCode()).isEqualTo(200);
    await().until(() -> PATIENT.kafka.held() == 1);
    PATIENT.kafka.release();
    assertThat(second.join().statusCode()).isEqualTo(200);
    await().until(() -> PATIENT.inFlight("requests") == 0);
    assertThat(PATIENT.inFlight("bytes")).isZero();
    assertThat(refused(PATIENT)).isZero();
  }

  @Test
  void aBodyThatWaitsInVainMayBeSentAgainOverHttpAndGrpc() {
    double before = refused(HASTY);
    HASTY.kafka.hold();
    CompletableFuture<HttpResponse<byte[]>> first = postLater(HASTY, LARGE.toByteArray(), PLAIN);
    await().until(() -> HASTY.kafka.held() == 1);

    HttpResponse<byte[]> second = post(HASTY, LARGE.toByteArray(), PLAIN);
    HttpResponse<byte[]> inflating = post(HASTY, gzip(LARGE.toByteArray()), GZIP);
    StatusRuntimeException third = refusal(HASTY, "identity");
    StatusRuntimeException fourth = refusal(HASTY, "gzip");

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("retry-after")).contains("2");
    assertThat(inflating.statusCode()).isEqualTo(503);
    assertThat(third.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(Calls.detail(third, RetryInfo.class).orElseThrow().getRetryDelay().getSeconds())
        .isEqualTo(2);
    assertThat(fourth.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refused(HASTY)).isEqualTo(before + 4);
    HASTY.kafka.release();
    assertThat(first.join().statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsLargerThanAllThatMayBeInFlightIsTooLarge() {
    ExportTraceServiceRequest larger = request(span(1).setName("n".repeat(BUDGET)).build());

    assertThat(post(HASTY, larger.toByteArray(), PLAIN).statusCode()).isEqualTo(413);
    assertThat(post(HASTY, gzip(larger.toByteArray()), GZIP).statusCode()).isEqualTo(413);
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> grpc(HASTY).export(larger));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(Calls.detail(refusal, RetryInfo.class)).isEmpty();
    assertThat(post(HASTY, SMALL.toByteArray(), PLAIN).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasInflatedCountsAndWhatItWasInflatedFromNoMore(boolean http) {
    PATIENT.kafka.hold();
    CompletableFuture<?> answer =
        http
            ? postLater(PATIENT, gzip(LARGE.toByteArray()), GZIP)
            : CompletableFuture.supplyAsync(
                () -> grpc(PATIENT).withCompression("gzip").export(LARGE));
    await().until(() -> PATIENT.kafka.held() == 1);

    assertThat(PATIENT.inFlight("bytes"))
        .isBetween((double) LARGE.getSerializedSize(), LARGE.getSerializedSize() + 5.0);

    PATIENT.kafka.release();
    answer.join();
    await().until(() -> PATIENT.inFlight("bytes") == 0);
  }

  @Test
  void aClientThatGoesAwayLeavesItsBytesBehindOnlyUntilKafkaHasAnswered() throws IOException {
    double before = cutOff();
    PATIENT.kafka.hold();
    byte[] body = SMALL.toByteArray();
    try (Socket socket = connect(PATIENT)) {
      write(socket, head("content-length: " + body.length));
      socket.getOutputStream().write(body);
      await().until(() -> PATIENT.kafka.held() == 1);
    }
    await().until(() -> cutOff() > before);
    assertThat(PATIENT.inFlight("bytes")).isEqualTo(body.length);

    PATIENT.kafka.release();

    await().until(() -> PATIENT.inFlight("bytes") == 0);
  }

  @Test
  void aChunkedBodyCountsAsItComesAndIsGivenBackWhenItsClientGoesAway() throws IOException {
    try (Socket socket = connect(PATIENT)) {
      write(socket, head("transfer-encoding: chunked") + "3e8\r\n" + "x".repeat(1000) + "\r\n");
      await().until(() -> PATIENT.inFlight("bytes") == 1000);
      write(socket, "3e8\r\n" + "x".repeat(1000) + "\r\n");
      await().until(() -> PATIENT.inFlight("bytes") == 2000);
    }
    await().until(() -> PATIENT.inFlight("bytes") == 0);
    await().until(() -> PATIENT.inFlight("requests") == 0);
  }

  @Test
  void moreRequestsAtATimeThanAllowedMayComeAgain() {
    try (RunningGateway running =
        new RunningGateway(
            RunningGateway.config(
                16,
                64,
                new AdmissionConfig(
                    BUDGET, 2, Duration.ofMinutes(1), Duration.ofMinutes(1), 0, 0)))) {
      running.kafka.hold();
      CompletableFuture<HttpResponse<byte[]>> one = postLater(running, SMALL.toByteArray(), PLAIN);
      CompletableFuture<HttpResponse<byte[]>> two = postLater(running, SMALL.toByteArray(), PLAIN);
      await().until(() -> running.kafka.held() == 2);

      assertThat(post(running, SMALL.toByteArray(), PLAIN).statusCode()).isEqualTo(503);
      StatusRuntimeException refusal = refusal(running, "identity");
      assertThat(refusal.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(Calls.detail(refusal, RetryInfo.class)).isPresent();

      running.kafka.release();
      assertThat(one.join().statusCode()).isEqualTo(200);
      assertThat(two.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aSlowBodyIsCutOffAndGivesItsBytesBack() throws IOException {
    try (Socket socket = connect(HASTY)) {
      write(socket, head("content-length: 10000") + "{");
      await().until(() -> HASTY.inFlight("bytes") == 10_000);

      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 408").contains("did not arrive within");
    }
    await().until(() -> HASTY.inFlight("bytes") == 0 && HASTY.inFlight("requests") == 0);
    assertThat(answered(HASTY, "408")).isEqualTo(1);
  }

  @Test
  void aSlowCallIsCutOffToo() {
    HttpRequestWriter slow =
        HttpRequest.streaming(
            RequestHeaders.builder(
                    HttpMethod.POST, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
                .add("content-type", "application/grpc+proto")
                .add("te", "trailers")
                .build());
    slow.write(HttpData.wrap(new byte[] {0, 0, 0, 1, 0, 0}));

    ResponseHeaders answer =
        WebClient.of("h2c://127.0.0.1:" + HASTY.gateway.grpcPort())
            .execute(slow)
            .aggregate()
            .join()
            .headers();

    assertThat(answer.getInt("grpc-status")).isEqualTo(Code.DEADLINE_EXCEEDED.value());
    await().until(() -> HASTY.inFlight("bytes") == 0 && HASTY.inFlight("requests") == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /v1/traces HTTP/1.1\r\nhost: x\r\nslow: "})
  void aConnectionOnWhichNoRequestComesIsClosed(String begin) throws Exception {
    try (Socket socket = connect(HASTY)) {
      write(socket, begin);
      CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> endOf(socket));
      while (!end.isDone()) { // byte by byte, as long as it may
        if (!begin.isEmpty()) {
          try {
            write(socket, "x");
          } catch (SocketException e) {
            break;
          }
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(end.get(10, TimeUnit.SECONDS)).isNotPositive();
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() {
    HttpResponse<byte[]> answer =
        post(HASTY, SMALL.toByteArray(), "content-type", PROTOBUF, "x-large", "x".repeat(20_000));

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(new String(answer.body(), UTF_8)).contains("\"message\"");
  }

  @Test
  void oneQuotaHoldsForBothTransportsAndSaysHowLongToWait() {
    try (RunningGateway running =
        new RunningGateway(
            RunningGateway.config(
                16,
                64,
                new AdmissionConfig(
                    BUDGET, 100, Duration.ofMinutes(1), Duration.ofMinutes(1), 1, 0)))) {
      ExportTraceServiceRequest ten =
          request(
              java.util.stream.IntStream.range(0, 10)
                  .mapToObj(i -> span(i).build())
                  .toArray(io.opentelemetry.proto.trace.v1.Span[]::new));
      grpc(running).export(ten);

      HttpResponse<byte[]> overHttp = post(running, SMALL.toByteArray(), PLAIN);
      StatusRuntimeException overGrpc = refusal(running, "identity");

      assertThat(overHttp.statusCode()).isEqualTo(429);
      assertThat(overHttp.headers().firstValueAsLong("retry-after").orElseThrow())
          .isBetween(8L, 10L);
      assertThat(overGrpc.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(Calls.detail(overGrpc, RetryInfo.class).orElseThrow().getRetryDelay().getSeconds())
          .isBetween(7L, 10L);
      assertThat(running.spans()).hasSize(10);
      await().until(() -> answered(running, "429") == 1);
    }
  }

  private static RunningGateway gateway(Duration patience, Duration receiveTimeout) {
    return new RunningGateway(
        RunningGateway.config(
            16, 64, new AdmissionConfig(BUDGET, 100, patience, receiveTimeout, 0, 0)));
  }

  private static StatusRuntimeException refusal(RunningGateway running, String encoding) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> grpc(running).withCompression(encoding).export(LARGE));
  }

  private static double cutOff() {
    return answered(PATIENT, "503") + answered(PATIENT, "other");
  }

  private static double refused(RunningGateway running) {
    return running.meters.get("telltale.gateway.inflight.refused").functionCounter().count();
  }

  private static double answered(RunningGateway running, String status) {
    return running.counted("telltale.gateway.requests", "transport", "http", "status", status);
  }

  private static Socket connect(RunningGateway running) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), running.gateway.httpPort());
  }

  private static String head(String length) {
    return "POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n"
        + length
        + "\r\n\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** -1 when the other side closes it, 0 when it breaks it off. */
  private static int endOf(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException e) {
      return 0;
    }
  }
}
