// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenTelemetry's own SDK for Java sends, by each of its exporters. */
class ExportersTest {
  private static final RunningGateway RUNNING = new RunningGateway();

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @AfterEach
  void reset() {
    RUNNING.reset();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("exporters")
  void everySpanArrivesWithItsMeaning(SpanExporter exporter) {
    assertThat(runAgent(exporter).isSuccess()).isTrue();

    List<Span> spans = RUNNING.spans();
    assertThat(spans)
        .extracting(Span::getName)
        .containsExactlyInAnyOrder("support.run", "ChatCompletion");
    Span chat = named("ChatCompletion", spans);
    Span run = named("support.run", spans);
    assertThat(chat.getTraceId()).isEqualTo(run.getTraceId());
    assertThat(chat.getParentSpanId()).contains(run.getSpanId());
    assertThat(run.getParentSpanId()).isEmpty();
    assertThat(chat.getKind()).isEqualTo(SpanKind.LLM);
    assertThat(chat.getServiceName()).contains("support-desk");
    assertThat(chat.getTokens().orElseThrow().getInput()).contains(12L);
    assertThat(chat.getInputMessages())
        .containsExactly(Message.newBuilder().setRole("user").setContent("Where is it?").build());
    assertThat(chat.getError()).isTrue();
    assertThat(chat.getErrorType()).contains("java.lang.IllegalStateException");
    assertThat(run.getAgentId()).contains("support-agent");
    assertThat(run.getAgentSource()).isEqualTo(AgentSource.AGENT_ID);
    assertThat(RUNNING.kafka.records())
        .allSatisfy(record -> assertThat(record.key()).isEqualTo(chat.getTraceId()));
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("exporters")
  void spansSurviveAKafkaThatIsAwayForAWhile(SpanExporter exporter) {
    RUNNING.kafka.fail();
    SdkTracerProvider tracers = tracers(exporter);
    tracers.get("test").spanBuilder("late").startSpan().end();
    CompletableResultCode flushed = tracers.forceFlush();
    await().until(() -> RUNNING.kafka.attempts() > 0);

    RUNNING.kafka.recover();

    assertThat(flushed.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    tracers.close();
    assertThat(RUNNING.spans()).extracting(Span::getName).containsExactly("late");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anExporterOverItsQuotaComesAgainAndLosesNothing(boolean http) {
    AdmissionConfig oneASecond =
        new AdmissionConfig(1 << 20, 100, Duration.ofSeconds(2), Duration.ofSeconds(10), 0, 1);
    try (RunningGateway throttling = new RunningGateway(RunningGateway.config(4, 16, oneASecond))) {
      SpanExporter exporter =
          http
              ? OtlpHttpSpanExporter.builder()
                  .setEndpoint("http://127.0.0.1:" + throttling.gateway.httpPort() + "/v1/traces")
                  .setRetryPolicy(RetryPolicy.getDefault())
                  .build()
              : OtlpGrpcSpanExporter.builder()
                  .setEndpoint("http://127.0.0.1:" + throttling.gateway.grpcPort())
                  .setRetryPolicy(RetryPolicy.getDefault())
                  .build();
      try (SdkTracerProvider tracers = tracers(exporter)) {
        for (int i = 0; i < 3; i++) {
          int sent = i + 1;
          tracers.get("test").spanBuilder("span " + i).startSpan().end();
          tracers.forceFlush();
          // The SDK's flush may answer for the one before it, so what is stored is what counts.
          await()
              .atMost(Duration.ofSeconds(20))
              .untilAsserted(() -> assertThat(throttling.spans()).hasSize(sent));
        }
      }
      String transport = http ? "http" : "grpc";
      String status = http ? "429" : "RESOURCE_EXHAUSTED";
      assertThat(
              throttling.counted(
                  "telltale.gateway.requests", "transport", transport, "status", status))
          .isPositive();
    }
  }

  static Stream<Named<SpanExporter>> exporters() {
    RetryPolicy retries =
        RetryPolicy.builder()
            .setInitialBackoff(Duration.ofMillis(100))
            .setMaxBackoff(Duration.ofMillis(500))
            .build();
    String http = "http://127.0.0.1:" + RUNNING.gateway.httpPort() + "/v1/traces";
    String grpc = "http://127.0.0.1:" + RUNNING.gateway.grpcPort();
    return Stream.of("none", "gzip")
        .flatMap(
            compression ->
                Stream.of(
                    Named.of(
                        "HTTP, " + compression,
                        OtlpHttpSpanExporter.builder()
                            .setEndpoint(http)
                            .setCompression(compression)
                            .setRetryPolicy(retries)
                            .build()),
                    Named.of(
                        "gRPC, " + compression,
                        OtlpGrpcSpanExporter.builder()
                            .setEndpoint(grpc)
                            .setCompression(compression)
                            .setRetryPolicy(retries)
                            .build())));
  }

  private static CompletableResultCode runAgent(SpanExporter exporter) {
    try (SdkTracerProvider tracers = tracers(exporter)) {
      Tracer tracer = tracers.get("openinference.instrumentation.custom", "1.0");
      io.opentelemetry.api.trace.Span run =
          tracer
              .spanBuilder("support.run")
              .setAttribute("openinference.span.kind", "AGENT")
              .setAttribute("agent.id", "support-agent")
              .startSpan();
      io.opentelemetry.api.trace.Span chat =
          tracer
              .spanBuilder("ChatCompletion")
              .setParent(Context.root().with(run))
              .setAttribute("openinference.span.kind", "LLM")
              .setAttribute("llm.model_name", "gpt-4o-mini")
              .setAttribute("llm.input_messages.0.message.role", "user")
              .setAttribute("llm.input_messages.0.message.content", "Where is it?")
              .setAttribute(AttributeKey.longKey("llm.token_count.prompt"), 12L)
              .startSpan();
      chat.recordException(new IllegalStateException("no answer"));
      chat.setStatus(StatusCode.ERROR, "no answer").end();
      run.end();
      return tracers.forceFlush().join(10, TimeUnit.SECONDS);
    }
  }

  private static SdkTracerProvider tracers(SpanExporter exporter) {
    return SdkTracerProvider.builder()
        .setResource(Resource.builder().put("service.name", "support-desk").build())
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
        .build();
  }

  private static Span named(String name, List<Span> spans) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }
}
