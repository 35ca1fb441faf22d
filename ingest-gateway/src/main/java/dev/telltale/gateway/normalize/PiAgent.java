// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * The Pi coding agent with its OpenTelemetry extension, {@link GenAi} with a few keys of its own.
 *
 * @see <a href="https://github.com/NikiforovAll/pi-otel">the extension</a>
 */
final class PiAgent {
  private PiAgent() {}

  static Convention convention() {
    return Convention.named("pi")
        .inScopes("pi-otel")
        .markedBy("pi.session.id", "pi.turn_index", "pi.tool.name")
        .withRows(
            List.of(
                new Row.FieldRow<>("pi.session.id", 57, Field.SESSION_ID),
                new Row.FieldRow<>("pi.user_prompt", 58, Field.INPUT_TEXT),
                new Row.FieldRow<>("pi.cost.usd", 60, Field.COST_TOTAL),
                new Row.FieldRow<>("pi.tool.name", 53, Field.TOOL_NAME),
                new Row.FieldRow<>("pi.tool.call_id", 53, Field.TOOL_CALL_ID),
                new Row.FieldRow<>("pi.tool.input", 28, Field.TOOL_ARGUMENTS),
                new Row.FieldRow<>("pi.tool.output", 28, Field.TOOL_RESULT),
                new Row.FieldRow<>("pi.tool.is_error", 30, Field.FAILED)))
        .withSpanNames(
            Map.ofEntries(
                Map.entry("pi.interaction", SpanKind.AGENT),
                Map.entry("pi.turn", SpanKind.CHAIN),
                Map.entry("pi.llm_request", SpanKind.LLM)));
  }
}
