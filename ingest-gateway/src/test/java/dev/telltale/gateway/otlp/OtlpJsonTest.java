// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import dev.telltale.gateway.TestRequests;
import dev.telltale.gateway.intake.Refusal;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void readsWhatProtobufsOwnJsonFormWrites() throws IOException {
    RandomRequests requests = new RandomRequests(20_240_517);
    for (int i = 0; i < 500; i++) {
      ExportTraceServiceRequest request = requests.next();

      assertThat(read(withHexIds(JsonFormat.printer().print(request)))).isEqualTo(request);
    }
  }

  @Test
  void readsNumbersOfEnumsAndFieldsWithDefaultValues() throws IOException {
    JsonFormat.Printer printer =
        JsonFormat.printer()
            .printingEnumsAsInts()
            .omittingInsignificantWhitespace()
            .alwaysPrintFieldsWithNoPresence();
    RandomRequests requests = new RandomRequests(7);
    for (int i = 0; i < 200; i++) {
      ExportTraceServiceRequest request = requests.next();

      assertThat(read(withHexIds(printer.print(request)))).isEqualTo(request);
    }
  }

  @Test
  void readsTheSameAsProtobufsParserDoes() throws IOException {
    String json =
        """
        {"resourceSpans":[{"unknown":{"a":[1,{"b":null}]},"scopeSpans":[{"spans":[{
          "name":"chat","kind":3,"startTimeUnixNano":"1700000000000000000",
          "endTimeUnixNano":1700000000000000001,"flags":257,
          "attributes":[
            {"key":"int","value":{"intValue":"-9223372036854775808"}},
            {"key":"exponent","value":{"intValue":1.5e1}},
            {"key":"double","value":{"doubleValue":"-Infinity"}},
            {"key":"whole","value":{"doubleValue":3}},
            {"key":"quoted","value":{"doubleValue":"2.5"}},
            {"key":"bytes","value":{"bytesValue":"_-8"}},
            {"key":"list","value":{"arrayValue":{"values":[{"boolValue":true},{}]}}}],
          "status":{"code":"STATUS_CODE_ERROR","message":"x"}}]}]}]}
        """;
    ExportTraceServiceRequest.Builder expected = ExportTraceServiceRequest.newBuilder();
    JsonFormat.parser().ignoringUnknownFields().merge(json, expected);

    assertThat(read(json)).isEqualTo(expected.build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5b8efff798038103d269b633813fc60c",
        "5B8EFFF798038103D269B633813FC60C",
        "W47/95gDgQPSabYzgT/GDA==",
        "W47_95gDgQPSabYzgT_GDA"
      })
  void readsTraceIdsAsHexInAnyCaseOrAsBase64(String id) {
    assertThat(span("\"traceId\":\"" + id + "\"").getTraceId())
        .isEqualTo(TestRequests.bytes("5b8efff798038103d269b633813fc60c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"xyz", "5b8efff798038103d269b633813fc6", "ghijefff798038103d269b633813fc60", "="})
  void anIdThatCannotBeReadIsAnInvalidIdOfItsSpan(String id) {
    ByteString read = span("\"traceId\":\"" + id + "\",\"name\":\"n\"").getTraceId();

    assertThat(read.isEmpty()).isFalse();
    assertThat(read.size()).isNotEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"name\":\"n\"", "\"parentSpanId\":null", "\"parentSpanId\":\"\""})
  void aParentThatIsAbsentNullOrEmptyIsNone(String field) {
    assertThat(span(field).getParentSpanId().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', VALUE_NOT_SET",
    "'null', VALUE_NOT_SET",
    "'{\"stringValue\":null}', VALUE_NOT_SET",
    "'{\"stringValue\":\"\"}', STRING_VALUE",
    "'{\"stringValueStrindex\":3}', STRING_VALUE_STRINDEX"
  })
  void anEmptyValueIsAValue(String json, AnyValue.ValueCase expected) {
    Span span = span("\"attributes\":[{\"key\":\"k\",\"value\":" + json + "}]");

    assertThat(span.getAttributes(0).getValue().getValueCase()).isEqualTo(expected);
  }

  @Test
  void aNameOfAnEnumThatIsNotKnownCountsAsUnset() {
    Span span = span("\"kind\":\"SPAN_KIND_OF_TOMORROW\",\"status\":{\"code\":\"2\"}");

    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_UNSPECIFIED);
    assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void timesAreUnsigned() {
    assertThat(span("\"startTimeUnixNano\":\"18446744073709551615\"").getStartTimeUnixNano())
        .isEqualTo(-1);
  }

  @Test
  void halfACharacterBecomesTheReplacementCharacter() {
    assertThat(span("\"name\":\"a\\ud83d b\\ud83d\\ude42\"").getName()).isEqualTo("a\ufffd b🙂");
  }

  @Test
  void anEmptyRequestIsARequest() {
    assertThat(read("{}")).isEqualTo(ExportTraceServiceRequest.getDefaultInstance());
    assertThat(read("{\"resourceSpans\":null}").getResourceSpansCount()).isZero();
    assertThat(read("{\"resourceSpans\":[]}").getResourceSpansCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | nothing (expected: an object)",
        "'[]' | START_ARRAY (expected: an object)",
        "'{' | line 1",
        "'{\"resourceSpans\":[{' | line 1",
        "'{} {}' | something after the end",
        "'{\"resourceSpans\":{}}' | /resourceSpans",
        "'{\"resourceSpans\":[7]}' | /resourceSpans/0",
        "'{\"resourceLogs\":[]}' | resourceLogs (expected: resourceSpans)"
      })
  void whatIsNoRequestIsRefusedWithThePlace(String body, String message) {
    assertRefused(body, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"attributes\":{\"a\":\"b\"} | /resourceSpans/0/scopeSpans/0/spans/0/attributes",
        "\"attributes\":{\"a\":\"b\"} | START_OBJECT (expected: a list)",
        "\"name\":7 | NUMBER_INT (expected: a text)",
        "\"startTimeUnixNano\":-1 | a whole number of 64 bits, not negative",
        "\"startTimeUnixNano\":\"1e999999999\" | a whole number of 64 bits",
        "\"startTimeUnixNano\":\"18446744073709551616\" | a whole number of 64 bits",
        "\"startTimeUnixNano\":1.5 | a whole number",
        "\"droppedAttributesCount\":4294967296 | a whole number of 32 bits",
        "\"attributes\":[{\"value\":{\"intValue\":\"x\"}}] | a whole number",
        "\"attributes\":[{\"value\":{\"intValue\":9223372036854775808}}] | line 1",
        "\"attributes\":[{\"value\":{\"boolValue\":1}}] | true or false",
        "\"attributes\":[{\"value\":{\"doubleValue\":\"much\"}}] | a number",
        "\"attributes\":[{\"value\":{\"bytesValue\":\"*\"}}] | a base64 text"
      })
  void aValueThatDoesNotFitIsRefusedWithWhatWasExpected(String field, String message) {
    assertRefused(inSpan(field), message);
  }

  @Test
  void valuesMayBeNestedAsDeepAsProtobufCanReadThemBack() throws IOException {
    ExportTraceServiceRequest deep = read(inSpan("\"attributes\":[" + nested(30) + "]"));

    assertThat(ExportTraceServiceRequest.parseFrom(deep.toByteArray())).isEqualTo(deep);
    assertRefused(inSpan("\"attributes\":[" + nested(31) + "]"), "nested deeper than 30 values");
  }

  @Test
  void whatIsIgnoredMayNotBeNestedWithoutEndEither() {
    String deep = "[".repeat(100_000);

    assertRefused("{\"unknown\":" + deep, "nesting depth");
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] body = inSpan("\"name\":\"\u00e9\"").getBytes(ISO_8859_1);

    assertThatThrownBy(() -> OtlpJson.read(body)).isInstanceOf(RefusedException.class);
  }

  private static String nested(int depth) {
    String map = "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":";
    return "{\"key\":\"k\",\"value\":" + map.repeat(depth) + "{}" + "}]}}".repeat(depth) + "}";
  }

  private static void assertRefused(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refused().refusal()).isEqualTo(Refusal.INVALID))
        .hasMessageContaining(message);
  }

  private static Span span(String fields) {
    return read(inSpan(fields)).getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  private static String inSpan(String fields) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + fields + "}]}]}]}";
  }

  private static ExportTraceServiceRequest read(String json) {
    return OtlpJson.read(json.getBytes(UTF_8));
  }

  /** OTLP's one difference from protobuf's JSON form. */
  private static String withHexIds(String json) throws IOException {
    JsonNode tree = JSON.readTree(json);
    for (String field : List.of("traceId", "spanId", "parentSpanId")) {
      for (JsonNode parent : tree.findParents(field)) {
        byte[] id = Base64.getDecoder().decode(parent.get(field).asText());
        ((ObjectNode) parent).set(field, TextNode.valueOf(HexFormat.of().formatHex(id)));
      }
    }
    return tree.toString();
  }
}
