// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Requests in OTLP's JSON form, normalized. */
final class Payloads {
  static final Instant RECEIVED_AT = Instant.parse("2025-10-09T08:53:21Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Payloads() {}

  static List<Span> normalize(String otlpJson) throws IOException {
    return normalize(request(otlpJson));
  }

  static List<Span> normalize(ExportTraceServiceRequest request) {
    SpanNormalizer normalizer = new SpanNormalizer();
    List<Span> spans = new ArrayList<>();
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            normalizer.source("default", RECEIVED_AT, ofResource.getResource(), ofScope.getScope());
        ofScope.getSpansList().forEach(span -> spans.add(normalizer.normalize(source, span)));
      }
    }
    return spans;
  }

  static ExportTraceServiceRequest request(String otlpJson) throws IOException {
    JsonNode tree = JSON.readTree(otlpJson);
    for (String field : List.of("traceId", "spanId", "parentSpanId")) {
      for (JsonNode parent : tree.findParents(field)) {
        byte[] id = HexFormat.of().parseHex(parent.get(field).asText());
        ((ObjectNode) parent).put(field, Base64.getEncoder().encodeToString(id));
      }
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    JsonFormat.parser().ignoringUnknownFields().merge(tree.toString(), request);
    return request.build();
  }
}
