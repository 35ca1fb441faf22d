// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One observation of Langfuse, as its API and its export of the user interface have it.
 *
 * @see <a href="https://langfuse.com/docs/observability/data-model">Langfuse's data model</a>
 */
final class LangfuseObservation implements Shape {
  private static final String ERROR = "ERROR";
  private static final Set<String> PLACED =
      Set.of(
          "id",
          "traceId",
          "parentObservationId",
          "type",
          "name",
          "startTime",
          "endTime",
          "model",
          "providedModelName",
          "input",
          "output",
          "statusMessage",
          "usageDetails",
          "usage",
          "promptTokens",
          "completionTokens",
          "totalTokens",
          "inputUsage",
          "outputUsage",
          "totalUsage",
          "costDetails",
          "totalCost",
          "calculatedTotalCost",
          "userId",
          "sessionId",
          "traceTags",
          "tags");

  @Override
  public boolean fits(JsonNode value) {
    return Fields.has(value, "traceId")
        && Fields.has(value, "startTime")
        && Fields.has(value, "type");
  }

  @Override
  public ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException {
    return Requests.of("langfuse", List.of(span(value, Fields.id(value, "traceId"))));
  }

  /** The span of an observation; its parent is as it says. */
  static SpanDraft span(JsonNode observation, String traceId) throws UnreadableException {
    SpanDraft draft =
        SpanDraft.of(traceId, Fields.id(observation, "id"))
            .parent(Fields.idOrEmpty(observation.path("parentObservationId")))
            .name(Fields.text(observation, "name"))
            .times(observation.path("startTime"), observation.path("endTime"));
    AttributeDraft attributes = draft.attributes;
    String kind = kind(Fields.text(observation, "type"));
    attributes.putText(SpanDraft.KIND, kind);
    content(observation, kind, attributes);
    attributes.putText("llm.model_name", Fields.text(observation, "providedModelName", "model"));
    attributes.putText("session.id", Fields.text(observation, "sessionId"));
    attributes.putText("user.id", Fields.text(observation, "userId"));
    attributes.put("tag.tags", Fields.first(observation, "traceTags", "tags"));
    tokens(observation, attributes);
    cost(observation, attributes);
    Fields.rest(observation, PLACED, "langfuse.", attributes);
    // A warning is no failure, and a message comes with any level.
    if (Fields.text(observation, "level").equals(ERROR)) {
      draft.failed(Fields.text(observation, "statusMessage"));
    } else {
      attributes.putText("langfuse.statusMessage", Fields.text(observation, "statusMessage"));
    }
    return draft;
  }

  private static void content(JsonNode observation, String kind, AttributeDraft attributes) {
    JsonNode input = observation.path("input");
    JsonNode output = observation.path("output");
    if (kind.equals("LLM")) {
      Chat.input(input, attributes);
      Chat.output(output, attributes);
    } else {
      attributes.putText(SpanDraft.INPUT, input).putText(SpanDraft.OUTPUT, output);
    }
    if (kind.equals("TOOL")) {
      attributes.putText("tool.name", Fields.text(observation, "name"));
    }
    if (kind.equals("AGENT")) {
      attributes.putText("agent.name", Fields.text(observation, "name"));
    }
  }

  private static String kind(String type) {
    String upper = type.toUpperCase(Locale.ROOT);
    return upper.equals("GENERATION") ? "LLM" : upper;
  }

  /** Kinds of usage stand beside each other, so the whole is the sum of its kinds. */
  private static void tokens(JsonNode observation, AttributeDraft attributes) {
    JsonNode usage = Fields.first(observation, "usageDetails", "usage");
    Long input = sum(usage, "input");
    Long output = sum(usage, "output");
    put(attributes, "prompt", input, observation, "promptTokens", "inputUsage");
    put(attributes, "completion", output, observation, "completionTokens", "outputUsage");
    put(
        attributes,
        "total",
        Fields.count(usage.path("total")),
        observation,
        "totalTokens",
        "totalUsage");
    attributes.putNumber(
        "llm.token_count.prompt_details.cache_read",
        Fields.count(
            Fields.first(
                usage, "input_cached_tokens", "input_cache_read", "cache_read_input_tokens")));
    attributes.putNumber(
        "llm.token_count.prompt_details.cache_write",
        Fields.count(
            Fields.first(
                usage,
                "input_cache_creation",
                "input_cache_creation_tokens",
                "cache_creation_input_tokens")));
    attributes.putNumber(
        "llm.token_count.completion_details.reasoning",
        Fields.count(Fields.first(usage, "output_reasoning_tokens", "output_reasoning")));
  }

  private static void put(
      AttributeDraft attributes,
      String key,
      @Nullable Long detailed,
      JsonNode observation,
      String... plain) {
    Long count = detailed == null ? Fields.count(Fields.first(observation, plain)) : detailed;
    // The columns without details hold 0 where nothing was reported.
    boolean reported = detailed != null || (count != null && count > 0);
    attributes.putNumber("llm.token_count." + key, reported ? count : null);
  }

  private static @Nullable Long sum(JsonNode usage, String side) {
    Long whole = Fields.count(usage.path(side));
    if (whole == null) {
      return null;
    }
    long sum = whole;
    for (var kind : usage.properties()) {
      Long count = Fields.count(kind.getValue());
      boolean ofSide =
          kind.getKey().startsWith(side + "_")
              || (side.equals("input") && kind.getKey().matches("cache_.*_input_tokens"));
      sum += ofSide && count != null ? count : 0;
    }
    return sum;
  }

  private static void cost(JsonNode observation, AttributeDraft attributes) {
    JsonNode details = observation.path("costDetails");
    attributes.putNumber("llm.cost.prompt", Fields.dollars(details.path("input")));
    attributes.putNumber("llm.cost.completion", Fields.dollars(details.path("output")));
    attributes.putNumber(
        "llm.cost.total",
        Fields.dollars(
            details.has("total")
                ? details.path("total")
                : Fields.first(observation, "totalCost", "calculatedTotalCost")));
  }
}
