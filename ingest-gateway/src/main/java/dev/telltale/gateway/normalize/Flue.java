// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;

/**
 * Flue: turns of a model are {@link GenAi}; tools, tasks and workflows have keys of their own. A
 * task is the run of another agent.
 *
 * @see <a href="https://www.npmjs.com/package/@flue/opentelemetry">its adapter</a>
 */
final class Flue {
  private Flue() {}

  static Convention convention() {
    return Convention.named("flue")
        .inScopes("@flue/opentelemetry")
        .markedBy(
            "flue.turn.input",
            "flue.tool.name",
            "flue.task.id",
            "flue.task.agent",
            "flue.workflow.payload")
        .withRows(
            List.of(
                new Row.FieldRow<>("flue.tool.name", 77, Field.KIND, Read.always(SpanKind.TOOL)),
                new Row.FieldRow<>("flue.task.id", 79, Field.KIND, Read.always(SpanKind.AGENT)),
                new Row.FieldRow<>("flue.task.agent", 79, Field.KIND, Read.always(SpanKind.AGENT)),
                new Row.FieldRow<>("flue.task.agent", 46, Field.AGENT_NAME),
                new Row.FieldRow<>("flue.turn.input", 46, Field.INPUT_TEXT),
                new Row.FieldRow<>("flue.task.prompt", 52, Field.INPUT_TEXT),
                new Row.FieldRow<>("flue.workflow.payload", 53, Field.INPUT_TEXT),
                new Row.FieldRow<>("flue.turn.output", 46, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("flue.task.result", 52, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("flue.operation.result", 53, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("flue.workflow.result", 54, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("flue.tool.name", 52, Field.TOOL_NAME),
                new Row.FieldRow<>("flue.tool.call_id", 52, Field.TOOL_CALL_ID),
                new Row.FieldRow<>("flue.tool.arguments", 25, Field.TOOL_ARGUMENTS),
                new Row.FieldRow<>("flue.tool.result", 25, Field.TOOL_RESULT)));
  }
}
