// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/**
 * Google's Agent Development Kit: requests and responses of Gemini as JSON, beside the first words
 * of {@link GenAi}.
 *
 * @see <a href="https://github.com/google/adk-python">its source</a>
 */
final class GoogleAdk {
  private GoogleAdk() {}

  static Convention convention() {
    return Convention.named("google_adk")
        .inScopes("gcp.vertex.agent")
        .markedBy(
            "gcp.vertex.agent.llm_request",
            "gcp.vertex.agent.session_id",
            "gcp.vertex.agent.invocation_id")
        .withRows(
            List.of(
                new Row.FieldRow<>("gcp.vertex.agent.llm_request", 47, Field.INPUT_TEXT),
                new Row.FieldRow<>("gcp.vertex.agent.llm_response", 47, Field.OUTPUT_TEXT),
                new Row.FieldRow<>("gcp.vertex.agent.tool_call_args", 26, Field.TOOL_ARGUMENTS),
                new Row.FieldRow<>("gcp.vertex.agent.tool_response", 26, Field.TOOL_RESULT),
                new Row.FieldRow<>("gcp.vertex.agent.session_id", 56, Field.SESSION_ID)));
  }
}
