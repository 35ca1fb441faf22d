// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/**
 * HALO's projection of a span, written beside the keys that it was made from; any of it may be
 * null.
 *
 * @see <a href="https://github.com/context-labs/HALO">its source</a>
 */
final class Halo {
  private Halo() {}

  static Convention convention() {
    return Convention.named("halo")
        .markedBy(
            "inference.export.schema_version",
            "inference.observation_kind",
            "inference.observation.kind")
        .withRows(
            List.of(
                new Row.FieldRow<>("inference.observation_kind", 20, Field.KIND),
                new Row.FieldRow<>("inference.observation.kind", 21, Field.KIND),
                new Row.FieldRow<>("inference.llm.model_name", 65, Field.MODEL),
                new Row.FieldRow<>("inference.llm.provider", 71, Field.PROVIDER),
                new Row.FieldRow<>("inference.llm.input_tokens", 60, Field.TOKENS_INPUT),
                new Row.FieldRow<>("inference.llm.output_tokens", 60, Field.TOKENS_OUTPUT),
                new Row.FieldRow<>("inference.llm.cost.total", 50, Field.COST_TOTAL),
                new Row.FieldRow<>("inference.agent_id", 30, Field.AGENT_ID),
                new Row.FieldRow<>("inference.agent_name", 30, Field.AGENT_NAME),
                new Row.FieldRow<>("inference.session_id", 35, Field.SESSION_ID),
                new Row.FieldRow<>("inference.user_id", 35, Field.USER_ID)));
  }
}
