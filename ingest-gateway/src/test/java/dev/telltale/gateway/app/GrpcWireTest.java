// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import dev.telltale.schemas.span.Span;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceFutureStub;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of OTLP over gRPC sees. */
class GrpcWireTest {
  private static final ExportTraceServiceRequest GOOD = request(span(1).build());
  private static final RunningGateway RUNNING = new RunningGateway();

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @AfterEach
  void reset() {
    RUNNING.reset();
  }

  @Test
  void bothPortsSpeakGrpc() {
    assertThat(client(RUNNING.gateway.grpcPort()).export(GOOD).hasPartialSuccess()).isFalse();
    assertThat(client(RUNNING.gateway.httpPort()).export(GOOD).hasPartialSuccess()).isFalse();
    assertThat(RUNNING.spans()).extracting(Span::getName).containsExactly("chat 1", "chat 1");
  }

  @Test
  void requestsMayBeGzip() {
    client().withCompression("gzip").export(GOOD);

    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void anEmptyRequestSucceeds() {
    assertThat(client().export(ExportTraceServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  @Test
  void someBadSpansAreAPartialSuccess() {
    ExportTraceServiceResponse answer =
        client().export(request(span(1).build(), span(2).setStartTimeUnixNano(0).build()));

    assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(answer.getPartialSuccess().getErrorMessage()).contains("start time");
  }

  @Test
  void badSpansOnlyAreInvalid() {
    assertStatus(
        () -> client().export(request(span(1).setStartTimeUnixNano(0).build())),
        Code.INVALID_ARGUMENT);
  }

  @Test
  void whatCannotBeReadIsInvalidAndNotTheServersFault() {
    MethodDescriptor<String, ExportTraceServiceResponse> method =
        TraceServiceGrpc.getExportMethod().toBuilder(
                new TextMarshaller(), TraceServiceGrpc.getExportMethod().getResponseMarshaller())
            .build();

    assertStatus(
        () ->
            ClientCalls.blockingUnaryCall(
                client().getChannel(), method, client().getCallOptions(), "<xml/>"),
        Code.INVALID_ARGUMENT);
  }

  @Test
  void anInvalidRequestHasItsDetailsAndNoPause() {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> client().export(request(span(1).setStartTimeUnixNano(0).build())));

    BadRequest details = Calls.detail(refusal, BadRequest.class).orElseThrow();
    assertThat(details.getFieldViolations(0).getDescription())
        .isEqualTo(refusal.getStatus().getDescription());
    assertThat(Calls.detail(refusal, RetryInfo.class)).isEmpty();
  }

  @Test
  void whatCannotBeStoredNowSaysWhenToComeAgain() {
    RUNNING.kafka.fail();

    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> client().export(GOOD));

    assertThat(Calls.detail(refusal, RetryInfo.class).orElseThrow().getRetryDelay().getSeconds())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"gzip, INVALID_ARGUMENT, gzip", "zstd, UNIMPLEMENTED, zstd"})
  void whatIsNotCompressedAsItSaysIsNotReadAsIfItWere(String encoding, Code code, String word) {
    byte[] frame = {1, 0, 0, 0, 2, '<', '>'};
    AggregatedHttpResponse answer =
        WebClient.of("h2c://127.0.0.1:" + RUNNING.gateway.grpcPort())
            .execute(
                RequestHeaders.builder(
                        HttpMethod.POST,
                        "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
                    .add("content-type", "application/grpc+proto")
                    .add("te", "trailers")
                    .add("grpc-encoding", encoding)
                    .build(),
                HttpData.wrap(frame))
            .aggregate()
            .join();

    assertThat(answer.headers().getInt("grpc-status")).isEqualTo(code.value());
    assertThat(answer.headers().get("grpc-message")).contains(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "identity"})
  void aMessageThatIsTooLargeIsSaidToBe(String encoding) {
    ExportTraceServiceRequest large =
        request(span(1).setName(" ".repeat(RunningGateway.MAX_INFLATED_BYTES)).build());

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> client().withCompression(encoding).export(large));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(Calls.detail(refusal, RetryInfo.class)).as("not to be sent again").isEmpty();
    assertThat(RUNNING.spans()).isEmpty();
  }

  @Test
  void otherServicesAreNotImplemented() {
    MethodDescriptor<ExportTraceServiceRequest, ExportTraceServiceResponse> logs =
        TraceServiceGrpc.getExportMethod().toBuilder()
            .setFullMethodName("opentelemetry.proto.collector.logs.v1.LogsService/Export")
            .build();

    assertStatus(
        () ->
            ClientCalls.blockingUnaryCall(
                client().getChannel(), logs, client().getCallOptions(), GOOD),
        Code.UNIMPLEMENTED);
  }

  @Test
  void whereThereAreKeysOneIsNeeded() {
    RUNNING.keys = RunningGateway.KEYS;

    assertStatus(() -> client().export(GOOD), Code.UNAUTHENTICATED);
    assertStatus(() -> withHeader("authorization", "Bearer no").export(GOOD), Code.UNAUTHENTICATED);
    assertStatus(
        () -> withHeader("authorization", "Bearer look").export(GOOD), Code.PERMISSION_DENIED);
    assertThat(RUNNING.spans()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"authorization, Bearer in", "authorization, Basic cHVibGljOmlu", "x-api-key, in"})
  void aKeyMayComeInThreeWays(String header, String value) {
    RUNNING.keys = RunningGateway.KEYS;

    withHeader(header, value).export(GOOD);

    assertThat(RUNNING.spans()).extracting(Span::getProject).containsExactly("shop");
  }

  @Test
  void whenKafkaIsAwayTheClientMayComeAgain() {
    RUNNING.kafka.fail();
    assertStatus(() -> client().export(GOOD), Code.UNAVAILABLE);

    RUNNING.kafka.recover();
    client().export(GOOD);

    assertThat(RUNNING.spans()).hasSize(1);
  }

  @Test
  void theAnswerWaitsForKafka() throws Exception {
    RUNNING.kafka.hold();
    TraceServiceFutureStub later =
        GrpcClients.newClient(uri(RUNNING.gateway.grpcPort()), TraceServiceFutureStub.class);
    Future<ExportTraceServiceResponse> answer = later.export(GOOD);
    await().until(() -> RUNNING.kafka.held() == 1);
    assertThat(answer.isDone()).isFalse();

    RUNNING.kafka.release();

    assertThat(answer.get()).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  @Test
  void answersAreCountedByTheirCode() {
    double ok = answered("OK");
    double unavailable = answered("UNAVAILABLE");

    client().export(GOOD);
    RUNNING.kafka.fail();
    assertStatus(() -> client().export(GOOD), Code.UNAVAILABLE);

    await()
        .untilAsserted(
            () -> {
              // Calls of an earlier test may be counted late, too.
              assertThat(answered("OK")).isGreaterThan(ok);
              assertThat(answered("UNAVAILABLE")).isGreaterThan(unavailable);
            });
  }

  private static double answered(String code) {
    return RUNNING.counted("telltale.gateway.requests", "transport", "grpc", "status", code);
  }

  private static void assertStatus(ThrowingCallable call, Code code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private static TraceServiceBlockingStub client() {
    return client(RUNNING.gateway.grpcPort());
  }

  private static TraceServiceBlockingStub client(int port) {
    return GrpcClients.newClient(uri(port), TraceServiceBlockingStub.class);
  }

  private static TraceServiceBlockingStub withHeader(String name, String value) {
    GrpcClientBuilder builder = GrpcClients.builder(uri(RUNNING.gateway.grpcPort()));
    return builder.setHeader(name, value).build(TraceServiceBlockingStub.class);
  }

  private static String uri(int port) {
    return "gproto+http://127.0.0.1:" + port + "/";
  }

  private static final class TextMarshaller implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      throw new UnsupportedOperationException("only sent");
    }
  }
}
