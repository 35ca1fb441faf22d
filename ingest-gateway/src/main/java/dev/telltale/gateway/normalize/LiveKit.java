// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * LiveKit Agents: voice agents, whose kinds show in the names of their spans. A node around a
 * model's call repeats what the call says, so it is a chain.
 *
 * @see <a href="https://docs.livekit.io/agents/observability/">its telemetry</a>
 */
final class LiveKit {
  private LiveKit() {}

  static Convention convention() {
    return Convention.named("livekit")
        .inScopes("livekit-agents", "livekit.agents")
        .markedBy(
            "lk.chat_ctx",
            "lk.agent_name",
            "lk.function_tool.name",
            "lk.user_input",
            "lk.response.text")
        .withRows(
            List.of(
                new Row.FieldRow<>("lk.input_text", 48, Field.INPUT_TEXT),
                new Row.FieldRow<>("lk.user_transcript", 49, Field.INPUT_TEXT),
                new Row.FieldRow<>("lk.user_input", 51, Field.INPUT_TEXT),
                new Row.FieldRow<>("lk.chat_ctx", 68, Field.INPUT_MESSAGES),
                new Row.FieldRow<>("lk.instructions", 50, Field.INSTRUCTIONS),
                new Row.FieldRow<>("lk.response.text", 48, Field.OUTPUT_TEXT),
                new Row.MessageRow("lk.response.text", Row.Side.ANSWER, Parts.CONTENT),
                new Row.MessageRow("lk.response.function_calls", Row.Side.ANSWER, Parts.CALLS),
                new Row.FieldRow<>("lk.function_tool.name", 51, Field.TOOL_NAME),
                new Row.FieldRow<>("lk.function_tool.id", 51, Field.TOOL_CALL_ID),
                new Row.FieldRow<>("lk.function_tool.arguments", 27, Field.TOOL_ARGUMENTS),
                new Row.FieldRow<>("lk.function_tool.output", 27, Field.TOOL_RESULT),
                new Row.FieldRow<>("lk.function_tool.is_error", 30, Field.FAILED),
                new Row.FieldRow<>("lk.agent_name", 45, Field.AGENT_NAME)))
        .withSpanNames(
            Map.ofEntries(
                Map.entry("agent_session", SpanKind.CHAIN),
                Map.entry("agent_turn", SpanKind.AGENT),
                Map.entry("start_agent_activity", SpanKind.AGENT),
                Map.entry("llm_node", SpanKind.CHAIN),
                Map.entry("llm_request", SpanKind.LLM),
                Map.entry("function_tool", SpanKind.TOOL)));
  }
}
