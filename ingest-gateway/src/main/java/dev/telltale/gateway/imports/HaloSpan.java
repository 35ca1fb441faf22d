// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import java.util.Map;

/**
 * HALO's trace JSONL: a flat span with a plain map of OpenInference's attributes, and a projection
 * of them under {@code inference.}, which is used where the attribute itself is missing.
 *
 * @see <a href="https://github.com/context-labs/HALO">HALO</a>
 */
final class HaloSpan implements Shape {
  private static final String SCHEMA_VERSION = "inference.export.schema_version";

  private static final String ANSWERING_MODEL = "llm.response.model_name";

  private static final Map<String, String> PROJECTED =
      Map.ofEntries(
          Map.entry("inference.observation_kind", SpanDraft.KIND),
          Map.entry("inference.user_id", "user.id"),
          Map.entry("inference.session_id", "session.id"),
          Map.entry("inference.agent_name", "agent.name"),
          Map.entry("inference.agent_id", "agent.id"),
          Map.entry("inference.llm.provider", "llm.provider"),
          Map.entry("inference.llm.model_name", "llm.model_name"),
          Map.entry("inference.llm.input_tokens", "llm.token_count.prompt"),
          Map.entry("inference.llm.output_tokens", "llm.token_count.completion"),
          Map.entry("inference.llm.cost.total", "llm.cost.total"));

  @Override
  public boolean fits(JsonNode value) {
    return Fields.has(value, "trace_id") && Fields.has(value, "span_id");
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    SpanDraft draft =
        SpanDraft.of(Fields.id(value, "trace_id"), Fields.id(value, "span_id"))
            .parent(Fields.idOrEmpty(value.path("parent_span_id")))
            .name(Fields.text(value, "name"))
            .times(value.path("start_time"), value.path("end_time"));
    attributes(value.path("attributes"), draft.attributes);
    Span.Builder span =
        draft
            .otlp()
            .setKind(kind(Fields.text(value, "kind")))
            .setTraceState(Fields.text(value, "trace_state"))
            .setStatus(status(value.path("status")))
            .setDroppedAttributesCount(dropped(value, "dropped_attributes_count"))
            .setDroppedEventsCount(dropped(value, "dropped_events_count"))
            .setDroppedLinksCount(dropped(value, "dropped_links_count"));
    for (JsonNode event : value.path("events")) {
      span.addEvents(event(event));
    }
    for (JsonNode link : value.path("links")) {
      span.addLinks(link(link));
    }
    JsonNode scope = value.path("scope");
    return Requests.of(
        new AttributeDraft().putAll(value.path("resource").path("attributes")),
        InstrumentationScope.newBuilder()
            .setName(Fields.text(scope, "name"))
            .setVersion(Fields.text(scope, "version"))
            .build(),
        List.of(draft));
  }

  private static void attributes(JsonNode attributes, AttributeDraft draft) {
    attributes
        .properties()
        .forEach(
            field -> {
              if (!PROJECTED.containsKey(field.getKey())
                  && !field.getKey().equals(SCHEMA_VERSION)) {
                draft.put(key(field.getKey(), field.getValue()), field.getValue());
              }
            });
    PROJECTED.forEach((from, to) -> project(attributes.path(from), from, to, draft));
  }

  /** What says the same once more, or nothing, is left out; what says something else stays. */
  private static void project(JsonNode value, String from, String to, AttributeDraft draft) {
    boolean empty = AttributeDraft.isAbsent(value) || value.asText().isEmpty();
    boolean said = to.equals("llm.model_name") && draft.has(ANSWERING_MODEL);
    if (!empty && !said && !draft.has(to)) {
      draft.put(to, value);
    } else if (!empty && !draft.has(to, value) && !draft.has(ANSWERING_MODEL, value)) {
      draft.put(from, value);
    }
  }

  /** Some writers put the type of a number before its key. */
  private static String key(String key, JsonNode value) {
    return value.isNumber() ? key.replaceFirst("^(?:int|double)\\.", "") : key;
  }

  private static Span.Event event(JsonNode event) throws UnreadableException {
    return Span.Event.newBuilder()
        .setName(AttributeDraft.text(Fields.text(event, "name")))
        .setTimeUnixNano(
            Fields.has(event, "timestamp")
                ? SourceTime.unixNano(event.path("timestamp"), "event timestamp")
                : 0)
        .addAllAttributes(new AttributeDraft().putAll(event.path("attributes")).build())
        .setDroppedAttributesCount(dropped(event, "dropped_attributes_count"))
        .build();
  }

  private static Span.Link link(JsonNode link) {
    String trace = Fields.text(link, "traceId", "trace_id");
    String span = Fields.text(link, "spanId", "span_id");
    return Span.Link.newBuilder()
        .setTraceId(trace.isEmpty() ? ByteString.EMPTY : SourceId.trace(trace).bytes())
        .setSpanId(span.isEmpty() ? ByteString.EMPTY : SourceId.span(span).bytes())
        .setTraceState(Fields.text(link, "traceState", "trace_state"))
        .addAllAttributes(new AttributeDraft().putAll(link.path("attributes")).build())
        .setDroppedAttributesCount(dropped(link, "dropped_attributes_count"))
        .build();
  }

  private static Span.SpanKind kind(String name) {
    for (Span.SpanKind kind : Span.SpanKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return Span.SpanKind.SPAN_KIND_UNSPECIFIED;
  }

  private static Status status(JsonNode status) {
    Status.Builder result =
        Status.newBuilder().setMessage(AttributeDraft.text(Fields.text(status, "message")));
    return switch (Fields.text(status, "code")) {
      case "STATUS_CODE_ERROR" -> result.setCode(Status.StatusCode.STATUS_CODE_ERROR).build();
      case "STATUS_CODE_OK" -> result.setCode(Status.StatusCode.STATUS_CODE_OK).build();
      default -> result.build();
    };
  }

  private static int dropped(JsonNode object, String name) {
    return Math.max(0, object.path(name).asInt());
  }
}
