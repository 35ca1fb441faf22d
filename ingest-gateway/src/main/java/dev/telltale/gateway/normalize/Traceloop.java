// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * OpenLLMetry, which Traceloop's SDKs carry: workflows, tasks, agents and tools as entities, and
 * before it took over {@link GenAi} messages as numbered keys.
 *
 * @see <a href="https://github.com/traceloop/openllmetry">the instrumentations</a>
 */
final class Traceloop {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("agent", SpanKind.AGENT),
          Map.entry("tool", SpanKind.TOOL),
          Map.entry("workflow", SpanKind.CHAIN),
          Map.entry("task", SpanKind.CHAIN),
          Map.entry("chat", SpanKind.LLM),
          Map.entry("completion", SpanKind.LLM),
          Map.entry("rerank", SpanKind.RERANKER),
          Map.entry("embedding", SpanKind.EMBEDDING));

  private static final List<Row.FieldRow<?>> FIELDS =
      List.of(
          new Row.FieldRow<>("traceloop.span.kind", 50, Field.KIND, Read.kindIn(KINDS)),
          new Row.FieldRow<>("llm.request.type", 51, Field.KIND, Read.kindIn(KINDS)),
          new Row.FieldRow<>("traceloop.entity.name", 10, Field.ENTITY_NAME),
          new Row.FieldRow<>("traceloop.entity.input", 40, Field.INPUT_TEXT, Read::unquoted),
          new Row.FieldRow<>("traceloop.entity.output", 40, Field.OUTPUT_TEXT, Read::unquoted),
          new Row.FieldRow<>("traceloop.workflow.name", 72, Field.AGENT_ALIAS),
          new Row.FieldRow<>("traceloop.association.properties.session_id", 40, Field.SESSION_ID),
          new Row.FieldRow<>("traceloop.association.properties.user_id", 40, Field.USER_ID),
          new Row.FieldRow<>("llm.usage.total_tokens", 21, Field.TOKENS_TOTAL),
          new Row.FieldRow<>("gen_ai.completion.#.finish_reason", 50, Field.FINISH_REASON));

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>(FIELDS);
    rows.addAll(messages("gen_ai.prompt.#.", Row.Side.GEN_AI_PROMPT));
    rows.addAll(messages("gen_ai.completion.#.", Row.Side.GEN_AI_COMPLETION));
    // The name of a Python constant, which an old LiteLLM wrote instead of its value.
    rows.addAll(messages("SpanAttributes.LLM_PROMPTS.#.", Row.Side.GEN_AI_PROMPT));
    rows.addAll(messages("SpanAttributes.LLM_COMPLETIONS.#.", Row.Side.GEN_AI_COMPLETION));
    return rows;
  }

  private static List<Row> messages(String at, Row.Side side) {
    String call = at + "tool_calls.#.";
    return List.of(
        new Row.MessageRow(at + "role", side, Parts.ROLE),
        new Row.MessageRow(at + "content", side, Parts.BLOCKS),
        new Row.MessageRow(at + "tool_call_id", side, Parts.TOOL_CALL_ID),
        new Row.MessageRow(call + "id", side, Parts.CALL_ID),
        new Row.MessageRow(call + "name", side, Parts.CALL_NAME),
        new Row.MessageRow(call + "arguments", side, Parts.CALL_ARGUMENTS));
  }

  private Traceloop() {}

  static Convention convention() {
    return Convention.named("traceloop")
        .inScopes("traceloop", "@traceloop")
        .markedBy(
            "traceloop.span.kind",
            "traceloop.entity.name",
            "traceloop.workflow.name",
            "traceloop.association.properties.session_id",
            "llm.request.type",
            "gen_ai.prompt.#.content")
        .withRows(rows());
  }
}
