// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.ArrayList;
import java.util.List;

/**
 * OpenInference: flat keys, lists as numbered keys.
 *
 * @see <a
 *     href="https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md">the
 *     specification</a>
 */
final class OpenInference {
  private static final List<Row> FIELDS =
      List.of(
          new Row.FieldRow<>("openinference.span.kind", 10, Field.KIND),
          new Row.FieldRow<>("llm.response.model_name", 10, Field.MODEL),
          new Row.FieldRow<>("llm.model_name", 50, Field.MODEL),
          new Row.FieldRow<>("embedding.model_name", 60, Field.MODEL),
          new Row.FieldRow<>("reranker.model_name", 61, Field.MODEL),
          new Row.FieldRow<>("llm.request.model_name", 10, Field.REQUEST_MODEL),
          new Row.FieldRow<>("llm.invocation_parameters", 10, Field.INVOCATION_PARAMETERS),
          new Row.FieldRow<>("llm.provider", 10, Field.PROVIDER),
          new Row.FieldRow<>("llm.system", 30, Field.PROVIDER),
          new Row.FieldRow<>("input.value", 10, Field.INPUT_TEXT),
          new Row.FieldRow<>("output.value", 10, Field.OUTPUT_TEXT),
          new Row.FieldRow<>("llm.input_messages", 11, Field.INPUT_MESSAGES),
          new Row.FieldRow<>("llm.output_messages", 11, Field.OUTPUT_MESSAGES),
          new Row.FieldRow<>("llm.finish_reason", 10, Field.FINISH_REASON),
          new Row.FieldRow<>("tool.name", 10, Field.TOOL_NAME),
          new Row.FieldRow<>("tool_call.id", 10, Field.TOOL_CALL_ID),
          new Row.FieldRow<>("tool.id", 11, Field.TOOL_CALL_ID),
          new Row.FieldRow<>("tool.parameters", 15, Field.TOOL_ARGUMENTS),
          new Row.FieldRow<>("llm.token_count.prompt", 10, Field.TOKENS_INPUT),
          new Row.FieldRow<>("llm.token_count.completion", 10, Field.TOKENS_OUTPUT),
          new Row.FieldRow<>("llm.token_count.total", 10, Field.TOKENS_TOTAL),
          new Row.FieldRow<>(
              "llm.token_count.prompt_details.cache_read", 10, Field.TOKENS_CACHE_READ),
          new Row.FieldRow<>(
              "llm.token_count.prompt_details.cache_write", 10, Field.TOKENS_CACHE_WRITE),
          new Row.FieldRow<>(
              "llm.token_count.completion_details.reasoning", 10, Field.TOKENS_REASONING),
          new Row.FieldRow<>("llm.cost.prompt", 10, Field.COST_INPUT),
          new Row.FieldRow<>("llm.cost.prompt_details.input", 11, Field.COST_INPUT),
          new Row.FieldRow<>("llm.cost.completion", 10, Field.COST_OUTPUT),
          new Row.FieldRow<>("llm.cost.total", 10, Field.COST_TOTAL),
          new Row.FieldRow<>("agent.name", 10, Field.AGENT_NAME),
          new Row.FieldRow<>("tag.tags", 10, Field.TAGS),
          new Row.MessageRow("llm.prompts.#.prompt.text", Row.Side.PROMPT, Parts.CONTENT),
          new Row.MessageRow("llm.choices.#.completion.text", Row.Side.COMPLETION, Parts.CONTENT));

  private OpenInference() {}

  static Convention convention() {
    List<Row> rows = new ArrayList<>(FIELDS);
    rows.addAll(messages("llm.input_messages.#.message.", Row.Side.INPUT));
    rows.addAll(messages("llm.output_messages.#.message.", Row.Side.OUTPUT));
    return Convention.named("openinference")
        .inScopes("openinference", "@arizeai/openinference")
        .markedBy("openinference.span.kind", "llm.model_name", "embedding.model_name")
        .withRows(rows)
        .withResourceRows(
            new Row.FieldRow<>("openinference.project.name", 20, Field.SERVICE_NAME),
            new Row.FieldRow<>("agent.name", 10, Field.AGENT_NAME));
  }

  private static List<Row> messages(String at, Row.Side side) {
    String call = at + "tool_calls.#.tool_call.";
    String part = at + "contents.#.";
    return List.of(
        new Row.MessageRow(at + "role", side, Parts.ROLE),
        // Catalyst's SDK writes the blocks of a content as JSON.
        new Row.MessageRow(at + "content", side, Parts.BLOCKS),
        new Row.MessageRow(at + "name", side, Parts.NAME),
        new Row.MessageRow(at + "tool_call_id", side, Parts.TOOL_CALL_ID),
        new Row.MessageRow(at + "function_call_name", side, Parts.FUNCTION_NAME),
        new Row.MessageRow(at + "function_call_arguments_json", side, Parts.FUNCTION_ARGUMENTS),
        new Row.MessageRow(call + "id", side, Parts.CALL_ID),
        new Row.MessageRow(call + "function.name", side, Parts.CALL_NAME),
        new Row.MessageRow(call + "function.arguments", side, Parts.CALL_ARGUMENTS),
        new Row.MessageRow(call + "json", side, Parts.CALL_JSON),
        new Row.MessageRow(part + "message_content.type", side, Parts.PART_TYPE),
        new Row.MessageRow(part + "message_content.text", side, Parts.PART_TEXT),
        new Row.MessageRow(part + "tool_call.id", side, Parts.PART_CALL_ID),
        new Row.MessageRow(part + "tool_call.function.name", side, Parts.PART_CALL_NAME),
        new Row.MessageRow(part + "tool_call.function.arguments", side, Parts.PART_CALL_ARGUMENTS));
  }
}
