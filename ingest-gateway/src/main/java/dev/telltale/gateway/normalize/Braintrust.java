// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * Braintrust's SDKs.
 *
 * @see <a href="https://www.braintrust.dev/docs/integrations/sdk-integrations/opentelemetry">its
 *     attributes</a>
 */
final class Braintrust {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("function", SpanKind.CHAIN),
          Map.entry("task", SpanKind.CHAIN),
          Map.entry("eval", SpanKind.CHAIN),
          Map.entry("score", SpanKind.EVALUATOR));

  private Braintrust() {}

  static Convention convention() {
    return Convention.named("braintrust")
        .inScopes("braintrust")
        .markedBy(
            "braintrust.span_type",
            "braintrust.input",
            "braintrust.input_json",
            "braintrust.parent")
        .withRows(
            List.of(
                new Row.FieldRow<>("braintrust.span_type", 77, Field.KIND, Read.kindIn(KINDS)),
                new Row.FieldRow<>("braintrust.input_json", 34, Field.INPUT_TEXT, Read::unquoted),
                new Row.FieldRow<>("braintrust.input", 35, Field.INPUT_TEXT),
                new Row.FieldRow<>("braintrust.output_json", 34, Field.OUTPUT_TEXT, Read::unquoted),
                new Row.FieldRow<>("braintrust.output", 35, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("braintrust.tags", 60, Field.TAGS)));
  }
}
