// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import java.util.Set;

/**
 * An input and its output, and nothing that says when or where: a trace of an agent's span and a
 * model's. The ids come from the line's content and number, so the same file gives the same ids and
 * two equal lines are two traces.
 */
final class FlatPair implements Shape {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final Set<String> PLACED =
      Set.of("input", "output", "model", "agent", "agent_name", "session_id", "user_id");

  @Override
  public boolean fits(JsonNode value) {
    return value.has("input") && value.has("output");
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    String traceId = "line/" + place.line() + "/" + value;
    long took = Math.max(0, value.path("latency_ms").asLong()) * NANOS_PER_MS;
    SpanDraft agent = span(traceId, "agent", place, took).name("request");
    agent
        .attributes
        .putText(SpanDraft.KIND, "AGENT")
        .putText("agent.name", Fields.text(value, "agent_name", "agent"))
        .putText("session.id", Fields.text(value, "session_id"))
        .putText("user.id", Fields.text(value, "user_id"))
        .putText(SpanDraft.INPUT, value.path("input"))
        .putText(SpanDraft.OUTPUT, value.path("output"));
    Fields.rest(value, PLACED, "", agent.attributes);
    SpanDraft model =
        span(traceId, "model", place, took).name("model call").parent(id(traceId, "agent"));
    model
        .attributes
        .putText(SpanDraft.KIND, "LLM")
        .putText("llm.model_name", Fields.text(value, "model"))
        .putNumber("llm.token_count.total", Fields.count(value.path("tokens")));
    Chat.input(value.path("input"), model.attributes);
    Chat.output(value.path("output"), model.attributes);
    return Requests.of("pairs", List.of(agent, model));
  }

  private static SpanDraft span(String traceId, String part, Place place, long took) {
    return SpanDraft.withoutIds(traceId, id(traceId, part))
        .timesSynthesised(place.unixNano(), place.unixNano() + took);
  }

  private static String id(String traceId, String part) {
    return traceId + "/" + part;
  }
}
