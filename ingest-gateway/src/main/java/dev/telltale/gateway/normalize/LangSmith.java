// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * LangSmith's SDKs and LangChain's callbacks. Inputs and outputs are those of the run, whole, as
 * JSON. The name of a LangSmith session is that of a project and no session.
 *
 * @see <a href="https://docs.langchain.com/langsmith/trace-with-opentelemetry">its attributes</a>
 */
final class LangSmith {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("llm", SpanKind.LLM),
          Map.entry("chat_model", SpanKind.LLM),
          Map.entry("parser", SpanKind.CHAIN));

  private static final List<Row> ROWS =
      List.of(
          new Row.FieldRow<>("langsmith.span.kind", 60, Field.KIND, Read.kindIn(KINDS)),
          new Row.FieldRow<>("langsmith.metadata.ls_model_name", 82, Field.MODEL),
          new Row.FieldRow<>(
              "langsmith.metadata.ls_provider", 70, Field.PROVIDER, Read::providerBeforeDot),
          new Row.FieldRow<>(
              "langsmith.usage_metadata", 40, Field.USAGE_JSON, UsageJson::inclusive),
          new Row.FieldRow<>("langsmith.metadata.session_id", 60, Field.SESSION_ID),
          new Row.FieldRow<>("langsmith.metadata.thread_id", 61, Field.SESSION_ID),
          new Row.FieldRow<>("langsmith.metadata.conversation_id", 62, Field.SESSION_ID),
          new Row.FieldRow<>("langsmith.metadata.user_id", 60, Field.USER_ID),
          new Row.FieldRow<>("langsmith.span.tags", 40, Field.TAGS));

  private LangSmith() {}

  static Convention convention() {
    return Convention.named("langsmith")
        .inScopes("langsmith")
        .markedBy("langsmith.span.kind", "langsmith.trace.name")
        .withRows(ROWS);
  }
}
