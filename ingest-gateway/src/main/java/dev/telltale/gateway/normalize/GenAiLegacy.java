// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.ArrayList;
import java.util.List;

/**
 * What OpenTelemetry's conventions for generative AI said before 1.37: a system instead of a
 * provider, prompt and completion tokens, and a message an event.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/semantic-conventions/tree/v1.36.0/docs/gen-ai">the
 *     conventions of then</a>
 */
final class GenAiLegacy {
  private static final List<Row> ROWS =
      List.of(
          new Row.FieldRow<>("gen_ai.system", 40, Field.PROVIDER, Read::providerBeforeDot),
          new Row.FieldRow<>("gen_ai.prompt", 70, Field.INPUT_TEXT),
          new Row.FieldRow<>("gen_ai.completion", 70, Field.OUTPUT_TEXT),
          new Row.FieldRow<>("gen_ai.usage.prompt_tokens", 30, Field.TOKENS_INPUT),
          new Row.FieldRow<>("gen_ai.usage.completion_tokens", 30, Field.TOKENS_OUTPUT),
          new Row.FieldRow<>("gen_ai.usage.cache_read_input_tokens", 30, Field.TOKENS_CACHE_READ),
          new Row.FieldRow<>("gen_ai.usage.details.cache_read_tokens", 40, Field.TOKENS_CACHE_READ),
          new Row.FieldRow<>(
              "gen_ai.usage.cache_creation_input_tokens", 30, Field.TOKENS_CACHE_WRITE),
          new Row.FieldRow<>("gen_ai.usage.cache_write_input_tokens", 31, Field.TOKENS_CACHE_WRITE),
          new Row.FieldRow<>(
              "gen_ai.usage.details.cache_write_tokens", 40, Field.TOKENS_CACHE_WRITE),
          new Row.FieldRow<>("gen_ai.usage.reasoning_tokens", 30, Field.TOKENS_REASONING),
          new Row.FieldRow<>("gen_ai.usage.details.reasoning_tokens", 40, Field.TOKENS_REASONING),
          new Row.FieldRow<>("gen_ai.usage.input_cost", 30, Field.COST_INPUT),
          new Row.FieldRow<>("gen_ai.usage.output_cost", 30, Field.COST_OUTPUT),
          new Row.FieldRow<>("gen_ai.usage.cost", 30, Field.COST_TOTAL),
          new Row.FieldRow<>("gen_ai.user", 70, Field.USER_ID));

  private static List<EventRows> events() {
    List<Row> input = messageRows(Row.Side.INPUT_EVENTS);
    return List.of(
        new EventRows("gen_ai.system.message", "system", input),
        new EventRows("gen_ai.user.message", "user", input),
        new EventRows("gen_ai.assistant.message", "assistant", input),
        new EventRows("gen_ai.tool.message", "tool", input),
        new EventRows("gen_ai.choice", "assistant", choiceRows()),
        new EventRows(
            "gen_ai.content.prompt",
            null,
            List.of(new Row.FieldRow<>("gen_ai.prompt", 71, Field.INPUT_TEXT))),
        new EventRows(
            "gen_ai.content.completion",
            null,
            List.of(new Row.FieldRow<>("gen_ai.completion", 71, Field.OUTPUT_TEXT))));
  }

  private static List<Row> choiceRows() {
    List<Row> rows = new ArrayList<>(messageRows(Row.Side.OUTPUT_EVENTS));
    rows.add(new Row.MessageRow("message", Row.Side.OUTPUT_EVENTS, Parts.WHOLE));
    rows.add(new Row.FieldRow<>("finish_reason", 60, Field.FINISH_REASON));
    return rows;
  }

  /** Attributes of an event, or what was the body of a log record before it became one. */
  private static List<Row> messageRows(Row.Side side) {
    return List.of(
        new Row.MessageRow("role", side, Parts.ROLE),
        new Row.MessageRow("content", side, Parts.BLOCKS),
        new Row.MessageRow("id", side, Parts.TOOL_CALL_ID),
        new Row.MessageRow("tool_calls", side, Parts.CALLS),
        new Row.MessageRow("gen_ai.event.content", side, Parts.WHOLE));
  }

  private GenAiLegacy() {}

  static Convention convention() {
    return Convention.named("gen_ai.legacy")
        .markedBy(
            "gen_ai.system",
            "gen_ai.prompt",
            "gen_ai.completion",
            "gen_ai.usage.prompt_tokens",
            "gen_ai.usage.completion_tokens")
        .withRows(ROWS)
        .withEvents(events());
  }
}
