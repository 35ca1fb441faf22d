// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry's own words for generative AI, from 1.37 of its conventions on: messages as
 * structures or JSON, on the span or on one event of it. The AI SDK writes it from version 7 on.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions/tree/main/docs/gen-ai">the
 *     conventions</a>
 */
final class GenAi {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("chat", SpanKind.LLM),
          Map.entry("completion", SpanKind.LLM),
          Map.entry("text_completion", SpanKind.LLM),
          Map.entry("generate_content", SpanKind.LLM),
          Map.entry("generate", SpanKind.LLM),
          Map.entry("response", SpanKind.LLM),
          Map.entry("embeddings", SpanKind.EMBEDDING),
          Map.entry("retrieval", SpanKind.RETRIEVER),
          Map.entry("execute_tool", SpanKind.TOOL),
          Map.entry("invoke_agent", SpanKind.AGENT),
          Map.entry("create_agent", SpanKind.AGENT),
          Map.entry("invoke_workflow", SpanKind.CHAIN),
          Map.entry("agent_step", SpanKind.CHAIN),
          Map.entry("plan", SpanKind.CHAIN),
          Map.entry("guardrail.run", SpanKind.GUARDRAIL),
          Map.entry("guard", SpanKind.GUARDRAIL));

  private static final List<Row> ROWS =
      List.of(
          new Row.FieldRow<>("gen_ai.operation.name", 40, Field.KIND, Read.kindIn(KINDS)),
          new Row.FieldRow<>("gen_ai.response.model", 30, Field.MODEL),
          new Row.FieldRow<>("gen_ai.request.model", 80, Field.MODEL),
          new Row.FieldRow<>("gen_ai.request.model", 20, Field.REQUEST_MODEL),
          new Row.FieldRow<>("gen_ai.provider.name", 20, Field.PROVIDER),
          new Row.FieldRow<>("gen_ai.system_instructions", 20, Field.INSTRUCTIONS),
          new Row.FieldRow<>("gen_ai.input.messages", 20, Field.INPUT_MESSAGES),
          new Row.FieldRow<>("gen_ai.output.messages", 20, Field.OUTPUT_MESSAGES),
          new Row.FieldRow<>("gen_ai.response.finish_reasons", 20, Field.FINISH_REASON),
          new Row.FieldRow<>("gen_ai.tool.name", 20, Field.TOOL_NAME),
          new Row.FieldRow<>("gen_ai.tool.call.id", 20, Field.TOOL_CALL_ID),
          new Row.FieldRow<>("gen_ai.tool.call.arguments", 16, Field.TOOL_ARGUMENTS),
          new Row.FieldRow<>("gen_ai.tool.call.result", 16, Field.TOOL_RESULT),
          new Row.FieldRow<>("gen_ai.retrieval.query.text", 65, Field.INPUT_TEXT),
          new Row.FieldRow<>("gen_ai.retrieval.documents", 65, Field.OUTPUT_TEXT),
          new Row.FieldRow<>("gen_ai.usage.input_tokens", 20, Field.TOKENS_INPUT),
          new Row.FieldRow<>("gen_ai.usage.output_tokens", 20, Field.TOKENS_OUTPUT),
          new Row.FieldRow<>("gen_ai.usage.total_tokens", 20, Field.TOKENS_TOTAL),
          new Row.FieldRow<>("gen_ai.usage.cache_read.input_tokens", 20, Field.TOKENS_CACHE_READ),
          new Row.FieldRow<>("gen_ai.usage.cache_write.input_tokens", 20, Field.TOKENS_CACHE_WRITE),
          new Row.FieldRow<>(
              "gen_ai.usage.cache_creation.input_tokens", 21, Field.TOKENS_CACHE_WRITE),
          new Row.FieldRow<>("gen_ai.usage.reasoning.output_tokens", 20, Field.TOKENS_REASONING),
          new Row.FieldRow<>("gen_ai.agent.id", 20, Field.AGENT_ID),
          new Row.FieldRow<>("gen_ai.agent.name", 20, Field.AGENT_NAME),
          new Row.FieldRow<>("gen_ai.workflow.name", 71, Field.AGENT_ALIAS),
          new Row.FieldRow<>("gen_ai.conversation.id", 20, Field.SESSION_ID));

  /** The same words as on the span, where the span itself does not have them. */
  private static final EventRows DETAILS =
      new EventRows(
          "gen_ai.client.inference.operation.details",
          null,
          List.of(
              new Row.FieldRow<>("gen_ai.system_instructions", 21, Field.INSTRUCTIONS),
              new Row.FieldRow<>("gen_ai.input.messages", 21, Field.INPUT_MESSAGES),
              new Row.FieldRow<>("gen_ai.output.messages", 21, Field.OUTPUT_MESSAGES)));

  private GenAi() {}

  static Convention convention() {
    return Convention.named("gen_ai")
        .inScopes("gen_ai")
        .markedBy(
            "gen_ai.provider.name",
            "gen_ai.input.messages",
            "gen_ai.output.messages",
            "gen_ai.operation.name",
            "gen_ai.response.model",
            "gen_ai.tool.name")
        .withRows(ROWS)
        .withEvents(List.of(DETAILS))
        .withResourceRows(
            new Row.FieldRow<>("gen_ai.agent.id", 20, Field.AGENT_ID),
            new Row.FieldRow<>("gen_ai.agent.name", 20, Field.AGENT_NAME));
  }
}
