// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * Pydantic AI and Logfire. From version 3 of its format on it is {@link GenAi} with words of its
 * own for the whole run; before, the messages were a list of events in one attribute.
 *
 * @see <a href="https://ai.pydantic.dev/logfire/">its instrumentation</a>
 */
final class PydanticAi {
  private static final List<Row> ROWS =
      List.of(
          new Row.FieldRow<>("pydantic_ai.all_messages", 65, Field.INPUT_MESSAGES),
          new Row.FieldRow<>("all_messages_events", 66, Field.INPUT_MESSAGES),
          new Row.FieldRow<>("operation.cost", 40, Field.COST_TOTAL));

  private PydanticAi() {}

  static Convention convention() {
    return Convention.named("pydantic_ai")
        .inScopes("pydantic-ai", "logfire")
        .markedBy("pydantic_ai.all_messages", "all_messages_events", "logfire.msg")
        .withRows(ROWS)
        .withScopedRows(
            new Row.FieldRow<>("events", 67, Field.INPUT_MESSAGES),
            new Row.FieldRow<>("final_result", 60, Field.OUTPUT_TEXT),
            new Row.FieldRow<>("prompt", 62, Field.INPUT_TEXT),
            new Row.FieldRow<>("agent_name", 40, Field.AGENT_NAME),
            new Row.FieldRow<>("model_name", 83, Field.MODEL),
            new Row.FieldRow<>("usage", 50, Field.USAGE_JSON),
            new Row.FieldRow<>("tool_arguments", 18, Field.TOOL_ARGUMENTS),
            new Row.FieldRow<>("tool_response", 18, Field.TOOL_RESULT))
        .withSpanNames(
            Map.ofEntries(
                Map.entry("agent run", SpanKind.AGENT),
                Map.entry("running tool", SpanKind.TOOL),
                Map.entry("running tools", SpanKind.CHAIN)));
  }
}
