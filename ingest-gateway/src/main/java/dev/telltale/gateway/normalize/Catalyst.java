// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/** What Catalyst adds to {@link OpenInference}: an agent's identity, its outcome, raw usage. */
final class Catalyst {
  private Catalyst() {}

  static Convention convention() {
    return new Convention(
        "catalyst",
        List.of("@inference/tracing", "catalyst_tracing", "inference_catalyst_tracing"),
        List.of("agent.finalized", "agent.stop_reason"),
        List.of(
            new Row.FieldRow<>("agent.id", 10, Field.AGENT_ID),
            new Row.FieldRow<>("agent.role", 10, Field.AGENT_ROLE),
            new Row.FieldRow<>("agent.outcome", 10, Field.OUTCOME),
            new Row.FieldRow<>("llm.usage", 10, Field.USAGE_JSON)),
        List.of());
  }
}
