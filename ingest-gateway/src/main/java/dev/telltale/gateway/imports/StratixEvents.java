// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stratix's trace of events. Each agent becomes a span, the first one the root; what a model or a
 * browser did becomes a span under its agent; what is neither becomes an event of the root. The
 * events' {@code dt} does not add up to the trace's duration, so only their order is taken from
 * them.
 */
final class StratixEvents implements Shape {
  private static final long STEP_NANOS = 1_000_000;
  private static final long NANOS_PER_MS = 1_000_000;
  private static final Set<String> PLACED =
      Set.of("trace_id", "agent_name", "status", "start_time", "end_time", "duration_ms", "events");

  @Override
  public boolean fits(JsonNode value) {
    JsonNode events = value.path("events");
    return Fields.has(value, "trace_id")
        && events.isArray()
        && (events.isEmpty() || (events.path(0).has("type") && events.path(0).has("payload")));
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    return Requests.of("stratix", new Trace(value, place).spans());
  }

  /** One trace while its events are read in order. */
  private static final class Trace {
    private final JsonNode value;
    private final String traceId;
    private final boolean timed;
    private final long start;
    private final Map<String, SpanDraft> agents = new LinkedHashMap<>();
    private final List<SpanDraft> steps = new ArrayList<>();
    private final SpanDraft root;

    Trace(JsonNode value, Place place) throws UnreadableException {
      this.value = value;
      this.traceId = Fields.id(value, "trace_id");
      this.timed = Fields.has(value, "start_time");
      this.start =
          timed ? SourceTime.unixNano(value.path("start_time"), "start_time") : place.unixNano();
      this.root = agent(Fields.text(value, "agent_name"));
    }

    List<SpanDraft> spans() throws UnreadableException {
      int index = 0;
      for (JsonNode event : value.path("events")) {
        index++;
        add(Fields.text(event, "type"), event.path("payload"), index);
      }
      long end = start + index * STEP_NANOS;
      if (Fields.has(value, "end_time")) {
        end = SourceTime.unixNano(value.path("end_time"), "end_time");
      } else if (value.path("duration_ms").isNumber()) {
        end = start + value.path("duration_ms").asLong() * NANOS_PER_MS;
      }
      Fields.rest(value, PLACED, "stratix.", root.attributes);
      root.attributes.putText("stratix.status", Fields.text(value, "status"));
      if (Fields.text(value, "status").equals("failed")) {
        root.failed("");
      }
      List<SpanDraft> all = new ArrayList<>();
      for (SpanDraft agent : agents.values()) {
        all.add(timed ? agent.times(start, end) : agent.timesSynthesised(start, end));
      }
      all.addAll(steps);
      return all;
    }

    private void add(String type, JsonNode payload, int index) {
      switch (type) {
        case "agent.input" ->
            of(payload).attributes.putText(SpanDraft.INPUT, payload.path("input"));
        case "agent.output" -> answered(of(payload), payload);
        case "model.invoke" -> invoked(payload, index);
        case "browser.action" -> {
          SpanDraft step =
              step("browser." + Fields.text(payload, "action"), "TOOL", payload, index);
          step.attributes
              .putText("tool.name", "browser." + Fields.text(payload, "action"))
              .putText(SpanDraft.INPUT, payload);
        }
        case "agent.handoff" -> {
          SpanDraft step = step("agent.handoff", "CHAIN", payload, index);
          step.attributes
              .putText("agent.handoff.from", Fields.text(payload, "from_agent"))
              .putText("agent.handoff.to", Fields.text(payload, "to_agent"))
              .putText(SpanDraft.INPUT, payload);
        }
        case "cost.record" -> {
          root.attributes
              .putNumber("llm.token_count.total", Fields.count(payload.path("total_tokens")))
              .putNumber("llm.cost.total", Fields.dollars(payload.path("total_cost_usd")));
          happened(type, payload, index);
        }
        default -> happened(type, payload, index);
      }
    }

    private void answered(SpanDraft agent, JsonNode payload) {
      agent.attributes.putText(SpanDraft.OUTPUT, payload.path("output"));
      String error = Fields.text(payload, "error");
      String code = Fields.text(payload, "error_code");
      if (!error.isEmpty() || !code.isEmpty()) {
        agent.failed(error);
        agent.attributes.putText("error.type", code);
      }
    }

    private void invoked(JsonNode payload, int index) {
      SpanDraft step = step("model.invoke", "LLM", payload, index);
      step.attributes
          .putText("llm.model_name", Fields.text(payload, "model"))
          .putText("llm.provider", Fields.text(payload, "provider"))
          .putNumber("llm.token_count.prompt", Fields.count(payload.path("prompt_tokens")))
          .putNumber("llm.token_count.completion", Fields.count(payload.path("completion_tokens")));
      Fields.rest(
          payload,
          Set.of("agent_name", "model", "provider", "prompt_tokens", "completion_tokens"),
          "stratix.",
          step.attributes);
    }

    private SpanDraft step(String name, String kind, JsonNode payload, int index) {
      String agent = Fields.text(payload, "agent_name");
      long at = start + index * STEP_NANOS;
      long took = Math.max(0, payload.path("duration_ms").asLong()) * NANOS_PER_MS;
      SpanDraft step =
          SpanDraft.within(traceId, traceId + "/" + index)
              .parent(agentId(agent.isEmpty() ? Fields.text(value, "agent_name") : agent))
              .name(name)
              .timesSynthesised(at, at + took);
      of(payload);
      step.attributes.putText(SpanDraft.KIND, kind);
      steps.add(step);
      return step;
    }

    private void happened(String type, JsonNode payload, int index) {
      root.otlp()
          .addEvents(
              Span.Event.newBuilder()
                  .setName(AttributeDraft.text(type))
                  .setTimeUnixNano(start + index * STEP_NANOS)
                  .addAllAttributes(new AttributeDraft().putAll(payload).build()));
    }

    private SpanDraft of(JsonNode payload) {
      String name = Fields.text(payload, "agent_name");
      return name.isEmpty() ? root : agent(name);
    }

    private SpanDraft agent(String name) {
      SpanDraft known = agents.get(name);
      if (known != null) {
        return known;
      }
      SpanDraft agent = SpanDraft.within(traceId, agentId(name)).name(name);
      if (!agents.isEmpty()) {
        agent.parent(agentId(Fields.text(value, "agent_name")));
      }
      agent.attributes.putText(SpanDraft.KIND, "AGENT").putText("agent.name", name);
      agents.put(name, agent);
      return agent;
    }

    private String agentId(String name) {
      return traceId + "/agent/" + name;
    }
  }
}
