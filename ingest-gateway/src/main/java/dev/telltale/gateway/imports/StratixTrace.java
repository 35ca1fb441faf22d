// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Stratix's smallest trace: a name, inputs, outputs and a list of spans whose order is all that is
 * sure. Fields that it does not know it keeps, and so does this.
 *
 * @see <a href="https://docs.layerlens.ai">LayerLens Stratix, "Traces"</a>
 */
final class StratixTrace implements Shape {
  /** Between spans without times, so that their order stays. */
  private static final long STEP_NANOS = 1_000_000;

  private static final Set<String> PLACED_IN_TRACE =
      Set.of(
          "id",
          "name",
          "inputs",
          "outputs",
          "spans",
          "start_time",
          "end_time",
          "session_id",
          "user_id");

  private static final Set<String> PLACED_IN_SPAN =
      Set.of(
          "id",
          "parent_id",
          "name",
          "kind",
          "model",
          "provider",
          "tool",
          "input",
          "inputs",
          "output",
          "outputs",
          "error",
          "start_time",
          "end_time",
          "prompt_tokens",
          "completion_tokens");

  @Override
  public boolean fits(JsonNode value) {
    return Fields.has(value, "id")
        && value.path("spans").isArray()
        && (value.path("spans").isEmpty() || value.path("spans").path(0).has("kind"));
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    String traceId = Fields.id(value, "id");
    String rootId = traceId + "/root";
    boolean timed = Fields.has(value, "start_time");
    long start =
        timed ? SourceTime.unixNano(value.path("start_time"), "start_time") : place.unixNano();
    List<SpanDraft> spans = new ArrayList<>();
    long end = start;
    for (JsonNode span : value.path("spans")) {
      SpanDraft child = child(span, traceId, rootId, spans.size(), start);
      end = Math.max(end, child.otlp().getEndTimeUnixNano());
      spans.add(child);
    }
    if (Fields.has(value, "end_time")) {
      end = SourceTime.unixNano(value.path("end_time"), "end_time");
    }
    SpanDraft root = root(value, traceId, rootId);
    spans.add(0, timed ? root.times(start, end) : root.timesSynthesised(start, end));
    return Requests.of("stratix", spans);
  }

  private static SpanDraft root(JsonNode trace, String traceId, String rootId) {
    SpanDraft root = SpanDraft.within(traceId, rootId).name(Fields.text(trace, "name"));
    root.attributes
        .putText(SpanDraft.KIND, "AGENT")
        .putText("agent.name", Fields.text(trace, "name"))
        .putText("session.id", Fields.text(trace, "session_id"))
        .putText("user.id", Fields.text(trace, "user_id"))
        .putText(SpanDraft.INPUT, only(trace.path("inputs"), "prompt"))
        .putText(SpanDraft.OUTPUT, only(trace.path("outputs"), "response"));
    Fields.rest(trace, PLACED_IN_TRACE, "stratix.", root.attributes);
    return root;
  }

  private static SpanDraft child(
      JsonNode span, String traceId, String rootId, int index, long traceStart)
      throws UnreadableException {
    String id = Fields.text(span, "id");
    String parent = Fields.text(span, "parent_id");
    SpanDraft child =
        (id.isEmpty()
                ? SpanDraft.within(traceId, traceId + "/" + index)
                : SpanDraft.of(traceId, id))
            .parent(parent.isEmpty() ? rootId : parent)
            .name(Fields.text(span, "name"));
    if (Fields.has(span, "start_time")) {
      child.times(span.path("start_time"), span.path("end_time"));
    } else {
      long at = traceStart + (index + 1) * STEP_NANOS;
      child.timesSynthesised(at, at);
    }
    String kind = Fields.text(span, "kind").toUpperCase(Locale.ROOT);
    JsonNode input = Fields.first(span, "inputs", "input");
    JsonNode output = Fields.first(span, "outputs", "output");
    child.attributes.putText(SpanDraft.KIND, kind);
    if (kind.equals("LLM")) {
      Chat.input(only(input, "prompt"), child.attributes);
      Chat.output(only(output, "response"), child.attributes);
    } else {
      child.attributes.putText(SpanDraft.INPUT, input).putText(SpanDraft.OUTPUT, output);
    }
    child
        .attributes
        .putText("llm.model_name", Fields.text(span, "model"))
        .putText("llm.provider", Fields.text(span, "provider"))
        .putText("tool.name", Fields.text(span, "tool"))
        .putNumber("llm.token_count.prompt", Fields.count(span.path("prompt_tokens")))
        .putNumber("llm.token_count.completion", Fields.count(span.path("completion_tokens")));
    Fields.rest(span, PLACED_IN_SPAN, "stratix.", child.attributes);
    if (Fields.has(span, "error") && !span.path("error").asText().equals("false")) {
      child.failed(span.path("error").isTextual() ? span.path("error").asText() : "");
      child.attributes.put("stratix.error", span.path("error"));
    }
    return child;
  }

  /** The text itself, where an object has nothing else. */
  private static JsonNode only(JsonNode object, String field) {
    return object.size() == 1 && object.path(field).isTextual() ? object.path(field) : object;
  }
}
