// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request as lines of HALO's trace JSONL, one span a line. Plain JSON has no bytes, no numbers
 * that are none and one value a key: these become text, and the last one counts.
 *
 * @see <a href="https://github.com/context-labs/HALO">HALO</a>
 */
public final class HaloLine {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long NANOS = 1_000_000_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** What HALO looks at first, and the attributes that say it. */
  private static final Map<String, String> PROJECTED =
      Map.of(
          "inference.llm.model_name", "llm.response.model_name",
          "inference.observation_kind", "openinference.span.kind",
          "inference.user_id", "user.id",
          "inference.session_id", "session.id",
          "inference.agent_name", "agent.name",
          "inference.agent_id", "agent.id",
          "inference.llm.provider", "llm.provider",
          "inference.llm.input_tokens", "llm.token_count.prompt",
          "inference.llm.output_tokens", "llm.token_count.completion",
          "inference.llm.cost.total", "llm.cost.total");

  private HaloLine() {}

  /** The lines, without their breaks. */
  public static List<String> of(ExportTraceServiceRequest request) {
    List<String> lines = new ArrayList<>();
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        for (Span span : ofScope.getSpansList()) {
          lines.add(line(span, ofResource.getResource(), ofScope.getScope()).toString());
        }
      }
    }
    return lines;
  }

  private static ObjectNode line(Span span, Resource resource, InstrumentationScope scope) {
    ObjectNode line =
        JSON.objectNode()
            .put("trace_id", hex(span.getTraceId()))
            .put("span_id", hex(span.getSpanId()))
            .put("parent_span_id", hex(span.getParentSpanId()))
            .put("trace_state", span.getTraceState())
            .put("name", span.getName())
            .put("kind", span.getKind() == Span.SpanKind.UNRECOGNIZED ? "" : span.getKind().name())
            .put("start_time", time(span.getStartTimeUnixNano()))
            .put("end_time", time(span.getEndTimeUnixNano()));
    line.putObject("status")
        .put("code", span.getStatus().getCode().name())
        .put("message", span.getStatus().getMessage());
    line.putObject("resource").set("attributes", map(resource.getAttributesList()));
    line.putObject("scope").put("name", scope.getName()).put("version", scope.getVersion());
    line.set("attributes", projected(map(span.getAttributesList())));
    span.getEventsList().forEach(event -> event(event, line.withArray("events")));
    span.getLinksList().forEach(link -> link(link, line.withArray("links")));
    dropped("dropped_attributes_count", span.getDroppedAttributesCount(), line);
    dropped("dropped_events_count", span.getDroppedEventsCount(), line);
    dropped("dropped_links_count", span.getDroppedLinksCount(), line);
    return line;
  }

  private static void event(Span.Event event, ArrayNode events) {
    ObjectNode json = events.addObject().put("name", event.getName());
    if (event.getTimeUnixNano() > 0) {
      json.put("timestamp", time(event.getTimeUnixNano()));
    }
    json.set("attributes", map(event.getAttributesList()));
    dropped("dropped_attributes_count", event.getDroppedAttributesCount(), json);
  }

  private static void link(Span.Link link, ArrayNode links) {
    ObjectNode json =
        links
            .addObject()
            .put("traceId", hex(link.getTraceId()))
            .put("spanId", hex(link.getSpanId()))
            .put("traceState", link.getTraceState());
    json.set("attributes", map(link.getAttributesList()));
    dropped("dropped_attributes_count", link.getDroppedAttributesCount(), json);
  }

  private static ObjectNode projected(ObjectNode attributes) {
    attributes.put("inference.export.schema_version", 1);
    PROJECTED.forEach(
        (to, from) -> {
          if (attributes.has(from) && !attributes.has(to)) {
            attributes.set(to, attributes.get(from));
          }
        });
    return attributes;
  }

  private static ObjectNode map(List<KeyValue> attributes) {
    ObjectNode map = JSON.objectNode();
    attributes.forEach(attribute -> map.set(attribute.getKey(), value(attribute.getValue())));
    return map;
  }

  private static JsonNode value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> JSON.textNode(value.getStringValue());
      case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
      case INT_VALUE -> JSON.numberNode(value.getIntValue());
      case DOUBLE_VALUE -> number(value.getDoubleValue());
      case BYTES_VALUE ->
          JSON.textNode(Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
      case ARRAY_VALUE -> {
        ArrayNode list = JSON.arrayNode();
        value.getArrayValue().getValuesList().forEach(element -> list.add(value(element)));
        yield list;
      }
      case KVLIST_VALUE -> map(value.getKvlistValue().getValuesList());
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> JSON.nullNode();
    };
  }

  private static JsonNode number(double number) {
    return Double.isFinite(number)
        ? JSON.numberNode(number)
        : JSON.textNode(Double.toString(number));
  }

  private static void dropped(String name, int count, ObjectNode json) {
    if (count != 0) {
      json.put(name, count);
    }
  }

  private static String time(long unixNano) {
    return TIME.format(
        Instant.ofEpochSecond(Math.floorDiv(unixNano, NANOS), Math.floorMod(unixNano, NANOS)));
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
