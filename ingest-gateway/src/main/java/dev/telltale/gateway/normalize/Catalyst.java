// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/** What Catalyst adds to {@link OpenInference}: an agent's identity, its outcome, raw usage. */
final class Catalyst {
  private Catalyst() {}

  static Convention convention() {
    return Convention.named("catalyst")
        .inScopes("@inference/tracing", "catalyst_tracing", "inference_catalyst_tracing")
        .markedBy("agent.finalized", "agent.stop_reason")
        .withRows(
            List.of(
                new Row.FieldRow<>("agent.id", 10, Field.AGENT_ID),
                new Row.FieldRow<>("agent.role", 10, Field.AGENT_ROLE),
                new Row.FieldRow<>("agent.outcome", 10, Field.FAILED, Read.isWord("failure")),
                new Row.FieldRow<>("llm.usage", 10, Field.USAGE_JSON)))
        .withResourceRows(
            new Row.FieldRow<>("agent.id", 10, Field.AGENT_ID),
            new Row.FieldRow<>("agent.role", 10, Field.AGENT_ROLE));
  }
}
