// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Cost;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.SpanStatus;
import dev.telltale.schemas.span.TokenUsage;
import dev.telltale.schemas.span.ToolExecution;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a canonical span as attributes, with the keys of OpenInference and Catalyst that
 * come first where fields are made of attributes.
 */
final class CanonicalAttributes {
  /** Values that are read as none. */
  private static final Set<String> NOTHING =
      Set.of("", "{}", "[]", "null", "__REDACTED__", "<REDACTED>");

  private CanonicalAttributes() {}

  static List<KeyValue> ofResource(Span span) {
    return new AttributeWriter(span.getResourceAttributes())
        // Says how the rest is to be read when it comes back.
        .own("telltale.exported", Values.yes())
        .text("service.name", "telltale.service_name", span.getServiceName())
        .text("service.version", "telltale.service_version", span.getServiceVersion())
        .text("deployment.environment.name", "telltale.environment", span.getEnvironment())
        .build();
  }

  static List<KeyValue> ofSpan(Span span) {
    AttributeWriter out = new AttributeWriter(span.getAttributes());
    out.put("openinference.span.kind", "telltale.kind", Values.text(span.getKind().name()));
    identity(span, out);
    out.text("llm.response.model_name", "telltale.model", span.getModel())
        .text("llm.request.model_name", "telltale.request_model", span.getRequestModel())
        .text("llm.provider", "telltale.provider", span.getProvider())
        .text(finishKey(span), "telltale.finish_reason", span.getFinishReason())
        .text("error.type", "telltale.error_type", span.getErrorType());
    content(span, out);
    Messages.write(span.getInputMessages(), "input_messages", "llm.prompts", out);
    Messages.write(span.getOutputMessages(), "output_messages", "llm.choices", out);
    span.getTokens().ifPresent(tokens -> tokens(tokens, out));
    span.getCost().ifPresent(cost -> cost(cost, out));
    if (!span.getTags().isEmpty()) {
      out.put("tag.tags", "telltale.tags", Values.text(Messages.json(span.getTags())));
    }
    provenance(span, out);
    return out.build();
  }

  /** The usual key may hold a list of reasons, so a reason that looks like one goes elsewhere. */
  private static String finishKey(Span span) {
    boolean list = span.getFinishReason().filter(reason -> reason.startsWith("[")).isPresent();
    return list ? "telltale.finish_reason" : "llm.finish_reason";
  }

  /** An agent that an ancestor gave is found again from there. */
  private static void identity(Span span, AttributeWriter out) {
    AgentSource source = span.getAgentSource();
    if (source == AgentSource.AGENT_ID) {
      out.text("agent.id", "telltale.agent_id", span.getAgentId());
    }
    if (source == AgentSource.AGENT_ID || source == AgentSource.AGENT_NAME) {
      out.text("agent.name", "telltale.agent_name", span.getAgentName());
    }
    out.text("agent.role", "telltale.agent_role", span.getAgentRole())
        .text("session.id", "telltale.session_id", span.getSessionId())
        .text("user.id", "telltale.user_id", span.getUserId());
  }

  private static void content(Span span, AttributeWriter out) {
    Optional<ToolExecution> tool =
        span.getKind() == SpanKind.TOOL ? span.getTool() : Optional.empty();
    Optional<String> input = tool.isPresent() ? tool.get().getArguments() : span.getInputText();
    Optional<String> output = tool.isPresent() ? tool.get().getResult() : span.getOutputText();
    out.text("input.value", "telltale.input", input)
        .text("output.value", "telltale.output", output);
    tool.ifPresent(
        execution ->
            out.text(
                    "tool.name",
                    "telltale.tool_name",
                    // Otherwise it is the span's.
                    Optional.of(execution.getName()).filter(name -> !NOTHING.contains(name)))
                .text("tool_call.id", "telltale.tool_call_id", execution.getCallId()));
  }

  private static void tokens(TokenUsage tokens, AttributeWriter out) {
    String count = "llm.token_count.";
    out.count(count + "prompt", "telltale.tokens.input", tokens.getInput())
        .count(count + "completion", "telltale.tokens.output", tokens.getOutput())
        .count(count + "total", "telltale.tokens.total", tokens.getTotal())
        .count(
            count + "prompt_details.cache_read",
            "telltale.tokens.cache_read",
            tokens.getCacheRead())
        .count(
            count + "prompt_details.cache_write",
            "telltale.tokens.cache_write",
            tokens.getCacheWrite())
        .count(
            count + "completion_details.reasoning",
            "telltale.tokens.reasoning",
            tokens.getReasoning());
  }

  private static void cost(Cost cost, AttributeWriter out) {
    out.dollars("llm.cost.prompt", "telltale.cost.input", cost.getInput())
        .dollars("llm.cost.completion", "telltale.cost.output", cost.getOutput())
        .dollars("llm.cost.total", "telltale.cost.total", cost.getTotal());
  }

  /** What cannot be seen again, because what it was seen by is gone. */
  private static void provenance(Span span, AttributeWriter out) {
    out.own("telltale.dialect", Values.text(span.getDialect()));
    out.text("source.trace_id", "source.trace_id", span.getSourceTraceId())
        .text("source.span_id", "source.span_id", span.getSourceSpanId());
    boolean said = span.getStatus() == SpanStatus.ERROR || span.getErrorType().isPresent();
    if (span.getError() && !said) {
      out.own("telltale.error", Values.yes());
    }
    if (span.getContentRedacted()) {
      out.own("telltale.content_redacted", Values.yes());
    }
    if (span.getTruncatedValues() > 0) {
      out.own("telltale.truncated_values", Values.number(span.getTruncatedValues()));
    }
  }
}
