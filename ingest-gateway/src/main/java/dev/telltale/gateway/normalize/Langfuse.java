// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * Langfuse's SDKs: an observation's input, output and details as JSON. An error is a level, and the
 * status of the span says nothing of it.
 *
 * @see <a href="https://langfuse.com/integrations/native/opentelemetry">its attributes</a>
 */
final class Langfuse {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(Map.entry("generation", SpanKind.LLM));

  private static final List<Row> ROWS =
      List.of(
          new Row.FieldRow<>("langfuse.observation.type", 30, Field.KIND, Read.kindIn(KINDS)),
          new Row.FieldRow<>("langfuse.observation.model.name", 20, Field.MODEL),
          new Row.FieldRow<>(
              "langfuse.observation.model.parameters", 20, Field.INVOCATION_PARAMETERS),
          new Row.FieldRow<>("langfuse.observation.input", 20, Field.INPUT_TEXT),
          new Row.FieldRow<>("langfuse.observation.output", 20, Field.OUTPUT_TEXT),
          new Row.FieldRow<>("langfuse.observation.usage_details", 20, Field.USAGE_JSON),
          new Row.FieldRow<>("langfuse.observation.cost_details", 20, Field.COST_JSON),
          new Row.FieldRow<>("langfuse.observation.level", 20, Field.FAILED, Read.isWord("ERROR")),
          new Row.FieldRow<>("langfuse.observation.status_message", 20, Field.STATUS_MESSAGE),
          new Row.FieldRow<>("langfuse.trace.name", 70, Field.AGENT_ALIAS),
          new Row.FieldRow<>("langfuse.trace.metadata.agent_id", 70, Field.AGENT_ID),
          new Row.FieldRow<>("langfuse.session.id", 30, Field.SESSION_ID),
          new Row.FieldRow<>("langfuse.user.id", 30, Field.USER_ID),
          new Row.FieldRow<>("langfuse.trace.tags", 20, Field.TAGS),
          new Row.FieldRow<>("langfuse.environment", 5, Field.ENVIRONMENT));

  private Langfuse() {}

  static Convention convention() {
    return Convention.named("langfuse")
        .inScopes("langfuse", "langfuse-sdk")
        .markedBy(
            "langfuse.observation.type",
            "langfuse.trace.name",
            "langfuse.observation.input",
            "langfuse.internal.as_root")
        .withRows(ROWS)
        .withResourceRows(new Row.FieldRow<>("langfuse.environment", 5, Field.ENVIRONMENT));
  }
}
