// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.attribute;
import static dev.telltale.gateway.TestRequests.bytes;
import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.telltale.gateway.TestRequests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A secret in every field that a client can fill: none reaches Kafka, none reaches the log. */
class NoSecretPassesTest {
  private static final String SECRET = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
  private static final String CARD = "4111 1111 1111 1111";
  private static final String PLANTED = "look: " + SECRET + " and " + CARD + ", thanks";
  private static final RunningGateway RUNNING = new RunningGateway();

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger("ROOT");
  private final Level level = root.getLevel();

  /** How a request comes. */
  enum Way {
    JSON,
    PROTOBUF,
    GRPC;

    int send(ExportTraceServiceRequest request) throws Exception {
      return switch (this) {
        case JSON -> post("application/json", json(request).getBytes(ISO_8859_1));
        case PROTOBUF -> post("application/x-protobuf", request.toByteArray());
        case GRPC -> {
          GrpcClients.newClient(
                  "gproto+http://127.0.0.1:" + RUNNING.gateway.grpcPort(),
                  TraceServiceBlockingStub.class)
              .export(request);
          yield 200;
        }
      };
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
  }

  @AfterEach
  void reset() {
    root.detachAppender(log);
    root.setLevel(level);
    RUNNING.reset();
  }

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @ParameterizedTest
  @EnumSource
  void noneReachesATopicOrTheLog(Way way) throws Exception {
    assertThat(way.send(planted())).isEqualTo(200);

    assertThat(RUNNING.spans()).hasSize(3).allMatch(span -> span.getContentRedacted());
    assertThat(RUNNING.spans().toString()).contains("[secret]").contains("[card]");
    for (ProducerRecord<String, byte[]> record : RUNNING.kafka.records()) {
      String value = new String(record.value(), ISO_8859_1);
      assertThat(value).doesNotContain(SECRET).doesNotContain("4111");
      assertThat(record.key()).isEqualTo(TestRequests.TRACE_ID);
    }
    assertNoneLogged();
  }

  @ParameterizedTest
  @EnumSource
  void noneReachesTheLogWhenSpansAreRejectedOrNotStored(Way way) throws Exception {
    RUNNING.kafka.refuseAsTooLarge(value -> true);
    way.send(planted());
    RUNNING.kafka.fail();
    try {
      way.send(planted());
    } catch (io.grpc.StatusRuntimeException e) {
      assertThat(e.toString()).doesNotContain(SECRET);
    }

    assertThat(RUNNING.spans()).isEmpty();
    assertNoneLogged();
  }

  private void assertNoneLogged() {
    List<ILoggingEvent> events = new ArrayList<>(log.list);
    assertThat(events)
        .filteredOn(event -> !event.getLoggerName().startsWith("io.netty"))
        .extracting(event -> event.getFormattedMessage() + event.getKeyValuePairs())
        .noneMatch(line -> line.contains(SECRET) || line.contains(CARD));
  }

  private static ExportTraceServiceRequest planted() {
    List<KeyValue> attributes = attributes();
    Span.Builder span =
        span(1)
            .setName(PLANTED)
            .setTraceState(PLANTED)
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage(PLANTED))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .addAllAttributes(attributes)
                    .addAttributes(attribute("exception.type", PLANTED)))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(bytes(TestRequests.TRACE_ID))
                    .setSpanId(bytes(TestRequests.spanId(9)))
                    .setTraceState(PLANTED)
                    .addAllAttributes(attributes))
            .addAllAttributes(attributes);
    Span.Builder llm = span(2).addAllAttributes(attributes);
    String message = ".message.";
    for (String side : List.of("llm.input_messages.0", "llm.output_messages.0")) {
      llm.addAttributes(attribute(side + message + "role", PLANTED))
          .addAttributes(attribute(side + message + "content", PLANTED))
          .addAttributes(attribute(side + message + "name", PLANTED))
          .addAttributes(attribute(side + message + "tool_call_id", PLANTED))
          .addAttributes(
              attribute(side + message + "tool_calls.0.tool_call.function.name", PLANTED))
          .addAttributes(
              attribute(
                  side + message + "tool_calls.0.tool_call.function.arguments",
                  "{\"a\": \"" + PLANTED + "\", \"n\": 4111111111111111}"));
    }
    for (String key :
        List.of(
            "llm.model_name",
            "llm.provider",
            "llm.finish_reason",
            "llm.invocation_parameters",
            "agent.id",
            "agent.name",
            "agent.role",
            "tag.tags",
            "error.type",
            "input.value",
            "output.value",
            "llm.tools")) {
      llm.addAttributes(attribute(key, PLANTED));
    }
    Span.Builder tool =
        span(3)
            .addAttributes(attribute("openinference.span.kind", "TOOL"))
            .addAttributes(attribute("tool.name", PLANTED))
            .addAttributes(attribute("tool_call.id", PLANTED))
            .addAttributes(attribute("input.value", "{\"q\":\"" + PLANTED + "\"}"))
            .addAttributes(attribute("output.value", PLANTED));
    ExportTraceServiceRequest.Builder request =
        request(
            span.build(),
            llm.addAttributes(attribute("openinference.span.kind", "LLM")).build(),
            tool.build())
            .toBuilder();
    request
        .getResourceSpansBuilder(0)
        .setResource(
            Resource.newBuilder()
                .addAllAttributes(attributes)
                .addAttributes(attribute("service.name", PLANTED))
                .addAttributes(attribute("service.version", PLANTED))
                .addAttributes(attribute("deployment.environment", PLANTED)))
        .getScopeSpansBuilder(0)
        .setScope(
            InstrumentationScope.newBuilder()
                .setName(PLANTED)
                .setVersion(PLANTED)
                .addAllAttributes(attributes));
    return request.build();
  }

  private static List<KeyValue> attributes() {
    AnyValue text = AnyValue.newBuilder().setStringValue(PLANTED).build();
    AnyValue list =
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder()
                    .addValues(text)
                    .addValues(AnyValue.newBuilder().setIntValue(4_111_111_111_111_111L)))
            .build();
    AnyValue map =
        AnyValue.newBuilder()
            .setKvlistValue(
                KeyValueList.newBuilder()
                    .addValues(KeyValue.newBuilder().setKey(PLANTED).setValue(list)))
            .build();
    AnyValue raw =
        AnyValue.newBuilder()
            .setBytesValue(com.google.protobuf.ByteString.copyFromUtf8("\0\1" + PLANTED))
            .build();
    return List.of(
        attribute("note", PLANTED),
        attribute(PLANTED, "x"),
        attribute("json", "{\"deep\": \"{\\\"card\\\": 4111111111111111}\"}"),
        KeyValue.newBuilder().setKey("map").setValue(map).build(),
        KeyValue.newBuilder().setKey("raw").setValue(raw).build());
  }

  private static String json(ExportTraceServiceRequest request) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = (ObjectNode) mapper.readTree(JsonFormat.printer().print(request));
    for (String id : List.of("traceId", "spanId")) {
      for (var parent : tree.findParents(id)) {
        byte[] raw = Base64.getDecoder().decode(parent.get(id).asText());
        ((ObjectNode) parent).put(id, HexFormat.of().formatHex(raw));
      }
    }
    return mapper.writeValueAsString(tree);
  }

  private static int post(String type, byte[] body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + RUNNING.gateway.httpPort() + "/v1/traces"))
                .header("content-type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
