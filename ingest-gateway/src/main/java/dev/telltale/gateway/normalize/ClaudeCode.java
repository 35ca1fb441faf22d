// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * Claude Code and the Claude Agent SDK: bare keys, so all of them hold in its scope only. Input
 * tokens are without the cache, and a tool's result is an event.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/claude-code/monitoring-usage">its telemetry</a>
 */
final class ClaudeCode {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("interaction", SpanKind.AGENT),
          Map.entry("claude_code.interaction", SpanKind.AGENT),
          Map.entry("llm_request", SpanKind.LLM),
          Map.entry("claude_code.llm_request", SpanKind.LLM),
          Map.entry("tool", SpanKind.TOOL),
          Map.entry("claude_code.tool", SpanKind.TOOL));

  private static final EventRows TOOL_OUTPUT =
      new EventRows(
          "tool.output",
          null,
          List.of(
              new Row.FieldRow<>("output", 30, Field.TOOL_RESULT),
              new Row.FieldRow<>("content", 31, Field.TOOL_RESULT),
              new Row.FieldRow<>("diff", 32, Field.TOOL_RESULT)));

  private ClaudeCode() {}

  static Convention convention() {
    return Convention.named("claude_code")
        .inScopes("com.anthropic.claude_code")
        .withScopedRows(
            new Row.FieldRow<>("span.type", 35, Field.KIND, Read.kindIn(KINDS)),
            new Row.FieldRow<>("model", 83, Field.MODEL),
            new Row.FieldRow<>("model", 40, Field.REQUEST_MODEL),
            new Row.FieldRow<>("input_tokens", 90, Field.TOKENS_INPUT_BESIDE_CACHE),
            new Row.FieldRow<>("output_tokens", 90, Field.TOKENS_OUTPUT),
            new Row.FieldRow<>("cache_read_tokens", 90, Field.TOKENS_CACHE_READ),
            new Row.FieldRow<>("cache_creation_tokens", 90, Field.TOKENS_CACHE_WRITE),
            new Row.FieldRow<>("user_prompt", 60, Field.INPUT_TEXT),
            new Row.FieldRow<>("new_context", 61, Field.INPUT_TEXT),
            new Row.FieldRow<>("response.model_output", 61, Field.OUTPUT_TEXT),
            new Row.FieldRow<>("stop_reason", 40, Field.FINISH_REASON),
            new Row.FieldRow<>("agent_id", 40, Field.AGENT_ID),
            new Row.FieldRow<>("tool_name", 50, Field.TOOL_NAME),
            new Row.FieldRow<>("tool_use_id", 50, Field.TOOL_CALL_ID),
            new Row.FieldRow<>("tool_input", 19, Field.TOOL_ARGUMENTS))
        .withScopedEvents(TOOL_OUTPUT)
        .withSpanNames(
            Map.ofEntries(
                Map.entry("claude_code.interaction", SpanKind.AGENT),
                Map.entry("claude_code.llm_request", SpanKind.LLM),
                Map.entry("claude_code.tool", SpanKind.TOOL)));
  }
}
