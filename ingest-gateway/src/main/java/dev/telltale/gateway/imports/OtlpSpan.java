// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A span of OTLP's JSON form without the request around it, as Phoenix lists them: its ids may be
 * any text.
 */
final class OtlpSpan {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private OtlpSpan() {}

  static boolean fits(JsonNode value) {
    return value.has("start_time_unix_nano") || value.has("startTimeUnixNano");
  }

  /** The request around it. */
  static byte[] request(JsonNode value) throws UnreadableException {
    ObjectNode span = value.deepCopy();
    ObjectNode originals = JSON.objectNode();
    String traceId = take(span, "trace_id", "traceId");
    String spanId = take(span, "span_id", "spanId");
    String parentId = take(span, "parent_span_id", "parentSpanId");
    if (traceId.isEmpty() || spanId.isEmpty()) {
      throw UnreadableException.field("trace and span id", "missing", "ids");
    }
    SourceId trace = SourceId.trace(traceId);
    SourceId own = SourceId.span(spanId);
    span.put("traceId", hex(trace)).put("spanId", hex(own));
    if (!parentId.isEmpty()) {
      span.put("parentSpanId", hex(SourceId.span(parentId)));
    }
    if (trace.original() != null) {
      originals.put("source.trace_id", trace.original());
    }
    if (own.original() != null) {
      originals.put("source.span_id", own.original());
    }
    if (!originals.isEmpty() && !span.path("attributes").isArray()) {
      span.putArray("attributes");
    }
    originals
        .properties()
        .forEach(
            original ->
                span.withArray("attributes")
                    .addObject()
                    .put("key", original.getKey())
                    .putObject("value")
                    .set("stringValue", original.getValue()));
    ObjectNode request = JSON.objectNode();
    request
        .putArray("resourceSpans")
        .addObject()
        .putArray("scopeSpans")
        .addObject()
        .putArray("spans")
        .add(span);
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String take(ObjectNode span, String snake, String camel) {
    String id = Fields.idOrEmpty(Fields.first(span, camel, snake));
    span.remove(java.util.List.of(snake, camel));
    return id;
  }

  private static String hex(SourceId id) {
    return HexFormat.of().formatHex(id.bytes().toByteArray());
  }
}
