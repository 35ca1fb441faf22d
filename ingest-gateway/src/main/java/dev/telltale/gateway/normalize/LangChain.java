// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/** LangChain's runs, where an exporter other than LangSmith's says their type. */
final class LangChain {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("llm", SpanKind.LLM),
          Map.entry("chat_model", SpanKind.LLM),
          Map.entry("parser", SpanKind.CHAIN));

  private LangChain() {}

  static Convention convention() {
    return Convention.named("langchain")
        .markedBy("langchain.run_type")
        .withRows(
            List.of(new Row.FieldRow<>("langchain.run_type", 61, Field.KIND, Read.kindIn(KINDS))));
  }
}
