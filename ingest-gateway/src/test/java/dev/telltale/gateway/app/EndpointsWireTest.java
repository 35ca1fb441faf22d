// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static dev.telltale.gateway.app.Calls.JSON;
import static dev.telltale.gateway.app.Calls.PROTOBUF;
import static dev.telltale.gateway.app.Calls.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc.LogsServiceBlockingStub;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc.MetricsServiceBlockingStub;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the gateway answers, and whom. */
class EndpointsWireTest {
  private static final byte[] GOOD = request(span(1).build()).toByteArray();

  /** With all that is off by default. */
  private static final RunningGateway MORE =
      new RunningGateway(
          RunningGateway.config(
              new EndpointConfig(OptionalInt.of(0), true, List.of("https://shop.test")),
              TlsConfig.off()));

  private static final RunningGateway USUAL = new RunningGateway();

  @AfterAll
  static void stop() {
    MORE.close();
    USUAL.close();
  }

  @AfterEach
  void reset() {
    MORE.reset();
    USUAL.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/traces", "/otlp/v1/traces", "/api/public/otel/v1/traces"})
  void spansAreTakenOnEveryPathThatClientsKnow(String path) {
    assertThat(post(USUAL.gateway.httpPort(), path).statusCode()).isEqualTo(200);
    assertThat(USUAL.spans()).hasSize(1);
  }

  @Test
  void spansAreTakenOnOneMorePort() {
    assertThat(post(MORE.gateway.extraHttpPort(), "/v1/traces").statusCode()).isEqualTo(200);
    assertThat(MORE.spans()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/logs", "/v1/metrics", "/otlp/v1/logs", "/v2/traces"})
  void elsewhereNothingIsFound(String path) {
    HttpResponse<byte[]> answer = post(USUAL.gateway.httpPort(), path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).contains(PROTOBUF);
  }

  @ParameterizedTest
  @CsvSource({"logs", "metrics"})
  void otherSignalsAreDiscardedWhereThatIsWanted(String signal) {
    double before = discarded(signal);

    HttpResponse<byte[]> protobuf = post(MORE.gateway.httpPort(), "/v1/" + signal);
    HttpResponse<byte[]> json =
        send(
                MORE.gateway.httpPort(),
                "/otlp/v1/" + signal,
                "POST",
                "{}".getBytes(UTF_8),
                "content-type",
                JSON)
            .join();

    assertThat(protobuf.statusCode()).isEqualTo(200);
    assertThat(protobuf.body()).isEmpty();
    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(new String(json.body(), UTF_8)).isEqualTo("{}");
    assertThat(discarded(signal)).isEqualTo(before + 2);
    assertThat(MORE.spans()).isEmpty();
  }

  @Test
  void otherSignalsAreDiscardedOverGrpcToo() {
    double logs = discarded("logs");
    double metrics = discarded("metrics");
    String uri = "gproto+http://127.0.0.1:" + MORE.gateway.grpcPort() + "/";

    assertThat(
            GrpcClients.newClient(uri, LogsServiceBlockingStub.class)
                .withCompression("gzip")
                .export(ExportLogsServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportLogsServiceResponse.getDefaultInstance());
    assertThat(
            GrpcClients.newClient(uri, MetricsServiceBlockingStub.class)
                .export(ExportMetricsServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
    assertThat(discarded("logs")).isEqualTo(logs + 1);
    assertThat(discarded("metrics")).isEqualTo(metrics + 1);
  }

  @Test
  void otherSignalsNeedAKeyAsWell() {
    MORE.keys = RunningGateway.KEYS;

    assertThat(post(MORE.gateway.httpPort(), "/v1/logs").statusCode()).isEqualTo(401);
    assertThatThrownBy(
            () ->
                GrpcClients.newClient(
                        "gproto+http://127.0.0.1:" + MORE.gateway.grpcPort() + "/",
                        LogsServiceBlockingStub.class)
                    .export(ExportLogsServiceRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED));
  }

  @Test
  void aWebPageOfAnAllowedOriginMayAskAndSend() {
    AggregatedHttpResponse asked =
        browser(MORE, HttpMethod.OPTIONS, "https://shop.test", HttpData.empty());
    assertThat(asked.status().isSuccess()).isTrue();
    assertThat(asked.headers().get("access-control-allow-origin")).isEqualTo("https://shop.test");
    assertThat(asked.headers().get("access-control-allow-headers"))
        .contains("authorization", "x-langfuse-sdk-name");
    assertThat(asked.headers().get("access-control-allow-methods")).contains("POST");

    AggregatedHttpResponse sent =
        browser(MORE, HttpMethod.POST, "https://shop.test", HttpData.wrap(GOOD));
    assertThat(sent.status().code()).isEqualTo(200);
    assertThat(sent.headers().get("access-control-allow-origin")).isEqualTo("https://shop.test");
    assertThat(MORE.spans()).hasSize(1);
  }

  @Test
  void aPageMayReadWhyItsRequestWasRefused() {
    AggregatedHttpResponse refused =
        browser(MORE, HttpMethod.POST, "https://shop.test", HttpData.ofUtf8("<xml/>"));

    assertThat(refused.status().code()).isEqualTo(400);
    assertThat(refused.headers().get("access-control-allow-origin")).isEqualTo("https://shop.test");
  }

  @Test
  void otherPagesAreNotToldThatTheyMay() {
    assertThat(
            browser(MORE, HttpMethod.OPTIONS, "https://evil.test", HttpData.empty())
                .headers()
                .get("access-control-allow-origin"))
        .isNull();
    AggregatedHttpResponse usual =
        browser(USUAL, HttpMethod.OPTIONS, "https://shop.test", HttpData.empty());
    assertThat(usual.status().code()).isEqualTo(405);
    assertThat(usual.headers().get("access-control-allow-origin")).isNull();
  }

  private static AggregatedHttpResponse browser(
      RunningGateway running, HttpMethod method, String origin, HttpData body) {
    return WebClient.of("http://127.0.0.1:" + running.gateway.httpPort())
        .execute(
            RequestHeaders.builder(method, "/v1/traces")
                .add("origin", origin)
                .add("content-type", PROTOBUF)
                .add("access-control-request-method", "POST")
                .add(
                    "access-control-request-headers",
                    "authorization,content-type,x-langfuse-sdk-name")
                .build(),
            body)
        .aggregate()
        .join();
  }

  private static HttpResponse<byte[]> post(int port, String path) {
    return send(port, path, "POST", GOOD, "content-type", PROTOBUF).join();
  }

  private static double discarded(String signal) {
    return MORE.counted("telltale.gateway.requests.discarded", "signal", signal);
  }
}
