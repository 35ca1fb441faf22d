// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * MLflow Tracing: all values are JSON, so texts come in quotes.
 *
 * @see <a href="https://mlflow.org/docs/latest/genai/tracing/">its tracing</a>
 */
final class Mlflow {
  private static final Map<String, SpanKind> KINDS =
      Map.of("chat_model", SpanKind.LLM, "parser", SpanKind.CHAIN);

  private static final List<Row> ROWS =
      List.of(
          new Row.FieldRow<>("mlflow.spanType", 70, Field.KIND, Read.bare(Read.kindIn(KINDS))),
          new Row.FieldRow<>("mlflow.llm.model", 70, Field.MODEL, Read::unquoted),
          new Row.FieldRow<>(
              "mlflow.llm.provider", 60, Field.PROVIDER, Read.bare(Read::providerBeforeDot)),
          new Row.FieldRow<>("mlflow.spanInputs", 50, Field.INPUT_TEXT, Read::unquoted),
          new Row.FieldRow<>("mlflow.spanOutputs", 50, Field.OUTPUT_TEXT, Read::unquoted),
          new Row.FieldRow<>("mlflow.chat.tokenUsage", 30, Field.USAGE_JSON, UsageJson::inclusive),
          new Row.FieldRow<>("mlflow.llm.cost", 30, Field.COST_JSON));

  private Mlflow() {}

  static Convention convention() {
    return Convention.named("mlflow")
        .inScopes("mlflow")
        .markedBy(
            "mlflow.spanType", "mlflow.spanInputs", "mlflow.spanOutputs", "mlflow.traceRequestId")
        .withRows(ROWS);
  }
}
