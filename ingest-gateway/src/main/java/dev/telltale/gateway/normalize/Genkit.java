// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * Genkit: an action's input and output as JSON, its name under one key whatever it is.
 *
 * @see <a href="https://genkit.dev/docs/observability/getting-started/">its telemetry</a>
 */
final class Genkit {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("model", SpanKind.LLM),
          Map.entry("background-model", SpanKind.LLM),
          Map.entry("embedder", SpanKind.EMBEDDING),
          Map.entry("tool.v2", SpanKind.TOOL),
          Map.entry("flow", SpanKind.CHAIN));

  private Genkit() {}

  static Convention convention() {
    return Convention.named("genkit")
        .inScopes("genkit-tracer")
        .markedBy("genkit:name", "genkit:metadata:subtype")
        .withRows(
            List.of(
                new Row.FieldRow<>("genkit:metadata:subtype", 78, Field.KIND, Read.kindIn(KINDS)),
                new Row.FieldRow<>("genkit:name", 20, Field.ENTITY_NAME),
                new Row.FieldRow<>("genkit:name", 20, Field.ENTITY_MODEL),
                new Row.FieldRow<>("genkit:input", 45, Field.INPUT_TEXT),
                new Row.FieldRow<>("genkit:output", 45, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("genkit:output", 60, Field.USAGE_JSON, UsageJson::inclusive)));
  }
}
