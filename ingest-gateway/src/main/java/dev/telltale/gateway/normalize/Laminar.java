// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * Laminar's SDKs. A span without a type says nothing of its kind.
 *
 * @see <a href="https://docs.laminar.sh/tracing/otel">its attributes</a>
 */
final class Laminar {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("executor", SpanKind.CHAIN),
          Map.entry("evaluation", SpanKind.CHAIN),
          Map.entry("pipeline", SpanKind.CHAIN),
          Map.entry("human_evaluator", SpanKind.EVALUATOR));

  private Laminar() {}

  static Convention convention() {
    return Convention.named("laminar")
        .inScopes("lmnr", "lmnr.tracer")
        .markedBy(
            "lmnr.span.type",
            "lmnr.span.input",
            "lmnr.span.path",
            "lmnr.association.properties.session_id")
        .withRows(
            List.of(
                new Row.FieldRow<>("lmnr.span.type", 76, Field.KIND, Read.kindIn(KINDS)),
                new Row.FieldRow<>("lmnr.span.input", 30, Field.INPUT_TEXT, Read::unquoted),
                new Row.FieldRow<>("lmnr.span.output", 30, Field.OUTPUT_TEXT, Read::unquoted),
                new Row.FieldRow<>("lmnr.association.properties.session_id", 55, Field.SESSION_ID),
                new Row.FieldRow<>("lmnr.association.properties.user_id", 55, Field.USER_ID),
                new Row.FieldRow<>("lmnr.association.properties.tags", 50, Field.TAGS)));
  }
}
