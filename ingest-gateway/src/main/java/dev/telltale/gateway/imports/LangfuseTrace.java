// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A trace of Langfuse's API with its observations. The trace itself becomes the root span, because
 * it alone has the session, the user and the tags.
 */
final class LangfuseTrace implements Shape {
  private static final Set<String> PLACED =
      Set.of(
          "id",
          "timestamp",
          "name",
          "input",
          "output",
          "sessionId",
          "userId",
          "tags",
          "environment",
          "totalCost",
          "observations");

  @Override
  public boolean fits(JsonNode value) {
    return Fields.has(value, "id") && value.path("observations").isArray();
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    String traceId = Fields.id(value, "id");
    String rootId = "trace:" + traceId;
    List<SpanDraft> spans = new ArrayList<>();
    long start = Long.MAX_VALUE;
    long end = 0;
    for (JsonNode observation : value.path("observations")) {
      SpanDraft span = LangfuseObservation.span(observation, traceId);
      if (Fields.idOrEmpty(observation.path("parentObservationId")).isEmpty()) {
        span.parent(rootId);
      }
      identity(value, span.attributes);
      start = Math.min(start, span.otlp().getStartTimeUnixNano());
      end = Math.max(end, span.otlp().getEndTimeUnixNano());
      spans.add(span);
    }
    if (Fields.has(value, "timestamp") || spans.isEmpty()) {
      start = Math.min(start, SourceTime.unixNano(value.path("timestamp"), "timestamp"));
    }
    spans.add(0, root(value, traceId, rootId).times(start, Math.max(start, end)));
    return Requests.of("langfuse", spans);
  }

  private static SpanDraft root(JsonNode trace, String traceId, String rootId) {
    SpanDraft root = SpanDraft.within(traceId, rootId).name(Fields.text(trace, "name"));
    root.attributes
        .putText(SpanDraft.KIND, "AGENT")
        .putText("agent.name", Fields.text(trace, "name"))
        .putText(SpanDraft.INPUT, trace.path("input"))
        .putText(SpanDraft.OUTPUT, trace.path("output"))
        .putNumber("langfuse.totalCost", Fields.dollars(trace.path("totalCost")));
    identity(trace, root.attributes);
    Fields.rest(trace, PLACED, "langfuse.", root.attributes);
    return root;
  }

  private static void identity(JsonNode trace, AttributeDraft attributes) {
    attributes
        .putText("session.id", Fields.text(trace, "sessionId"))
        .putText("user.id", Fields.text(trace, "userId"))
        .putText("langfuse.environment", Fields.text(trace, "environment"));
    if (!trace.path("tags").isEmpty()) {
      attributes.put("tag.tags", trace.path("tags"));
    }
  }
}
