// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Set;

/**
 * Phoenix's spans: with an object {@code context}, or with the columns of its data frames ({@code
 * context.trace_id}, {@code attributes.llm.model_name}). Attributes are OpenInference's, flat or
 * nested.
 *
 * @see <a href="https://github.com/Arize-ai/phoenix">Phoenix</a>
 */
final class PhoenixSpan implements Shape {
  private static final String COLUMN = "attributes.";
  private static final Set<String> PLACED =
      Set.of(
          "id",
          "name",
          "context",
          "context.trace_id",
          "context.span_id",
          "span_kind",
          "parent_id",
          "start_time",
          "end_time",
          "status_code",
          "status_message",
          "attributes",
          "events");

  @Override
  public boolean fits(JsonNode value) {
    return Fields.has(value.path("context"), "trace_id") || Fields.has(value, "context.trace_id");
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    JsonNode context = value.path("context").isObject() ? value.path("context") : context(value);
    SpanDraft draft =
        SpanDraft.of(Fields.id(context, "trace_id"), Fields.id(context, "span_id"))
            .parent(Fields.idOrEmpty(value.path("parent_id")))
            .name(Fields.text(value, "name"))
            .times(value.path("start_time"), value.path("end_time"));
    attributes(value, draft.attributes);
    String kind = Fields.text(value, "span_kind");
    if (!draft.attributes.has(SpanDraft.KIND) && !kind.startsWith("SPAN_KIND_")) {
      draft.attributes.putText(SpanDraft.KIND, kind);
    }
    String status = Fields.text(value, "status_code");
    if (status.equals("ERROR")) {
      draft.failed(Fields.text(value, "status_message"));
    } else if (status.equals("OK")) {
      draft.otlp().getStatusBuilder().setCodeValue(1);
    }
    for (JsonNode event : value.path("events")) {
      draft.otlp().addEvents(event(event));
    }
    return Requests.of("phoenix", List.of(draft));
  }

  private static ObjectNode context(JsonNode columns) {
    return JsonNodeFactory.instance
        .objectNode()
        .<ObjectNode>set("trace_id", columns.path("context.trace_id"))
        .set("span_id", columns.path("context.span_id"));
  }

  private static void attributes(JsonNode value, AttributeDraft attributes) {
    value.path("attributes").properties().forEach(f -> flat(f.getKey(), f.getValue(), attributes));
    value
        .properties()
        .forEach(
            column -> {
              if (column.getKey().startsWith(COLUMN)) {
                flat(column.getKey().substring(COLUMN.length()), column.getValue(), attributes);
              } else if (!PLACED.contains(column.getKey())) {
                attributes.put("phoenix." + column.getKey(), column.getValue());
              }
            });
  }

  /** As OpenInference's keys are: dots for objects, numbers for lists of objects. */
  private static void flat(String key, JsonNode value, AttributeDraft attributes) {
    if (value.isObject()) {
      value.properties().forEach(f -> flat(key + "." + f.getKey(), f.getValue(), attributes));
    } else if (value.isArray() && value.path(0).isObject()) {
      for (int i = 0; i < value.size(); i++) {
        flat(key + "." + i, value.path(i), attributes);
      }
    } else {
      attributes.put(key, value);
    }
  }

  private static Span.Event event(JsonNode event) throws UnreadableException {
    return Span.Event.newBuilder()
        .setName(AttributeDraft.text(Fields.text(event, "name")))
        .setTimeUnixNano(SourceTime.unixNano(event.path("timestamp"), "event timestamp"))
        .addAllAttributes(new AttributeDraft().putAll(event.path("attributes")).build())
        .build();
  }
}
