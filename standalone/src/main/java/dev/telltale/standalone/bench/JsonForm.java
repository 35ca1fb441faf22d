// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * OTLP's JSON by protobuf's own {@code JsonFormat}, which takes ids for base64 where OTLP has
 * hexadecimal digits: they are put right afterwards.
 */
final class JsonForm {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private JsonForm() {}

  static byte[] write(ExportTraceServiceRequest request) {
    try {
      JsonNode tree =
          JSON.readTree(
              JsonFormat.printer()
                  .omittingInsignificantWhitespace()
                  .printingEnumsAsInts()
                  .print(request));
      for (JsonNode spans : tree.findValues("spans")) {
        for (JsonNode span : spans) {
          hexadecimal((ObjectNode) span, "traceId");
          hexadecimal((ObjectNode) span, "spanId");
          hexadecimal((ObjectNode) span, "parentSpanId");
          for (JsonNode link : span.path("links")) {
            hexadecimal((ObjectNode) link, "traceId");
            hexadecimal((ObjectNode) link, "spanId");
          }
        }
      }
      return JSON.writeValueAsBytes(tree);
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a request has no JSON form", e);
    }
  }

  /** As {@code JsonFormat} reads it: every id is wrong. */
  static ExportTraceServiceRequest.Builder read(byte[] json) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    try {
      PARSER.merge(new String(json, StandardCharsets.UTF_8), request);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a request cannot be read", e);
    }
    return request;
  }

  /** Puts the ids right: bytes back to the text that they came from, and that as hexadecimal. */
  static ExportTraceServiceRequest repaired(ExportTraceServiceRequest.Builder request) {
    for (ResourceSpans.Builder ofResource : request.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder ofScope : ofResource.getScopeSpansBuilderList()) {
        for (Span.Builder span : ofScope.getSpansBuilderList()) {
          span.setTraceId(repaired(span.getTraceId()))
              .setSpanId(repaired(span.getSpanId()))
              .setParentSpanId(repaired(span.getParentSpanId()));
          for (Span.Link.Builder link : span.getLinksBuilderList()) {
            link.setTraceId(repaired(link.getTraceId())).setSpanId(repaired(link.getSpanId()));
          }
        }
      }
    }
    return request.build();
  }

  private static ByteString repaired(ByteString id) {
    return id.isEmpty()
        ? id
        : ByteString.copyFrom(
            HexFormat.of().parseHex(Base64.getEncoder().encodeToString(id.toByteArray())));
  }

  private static void hexadecimal(ObjectNode owner, String field) {
    if (owner.has(field)) {
      owner.put(
          field, HexFormat.of().formatHex(Base64.getDecoder().decode(owner.path(field).asText())));
    }
  }
}
