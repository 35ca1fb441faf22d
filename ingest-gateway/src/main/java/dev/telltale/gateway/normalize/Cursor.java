// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/** Cursor's agents: a run is a session. */
final class Cursor {
  private Cursor() {}

  static Convention convention() {
    return Convention.named("cursor")
        .inScopes("cursor-sdk", "cursor")
        .markedBy("cursor.run_id", "cursor.agent_id")
        .withRows(
            List.of(
                new Row.FieldRow<>("cursor.run_id", 75, Field.SESSION_ID),
                new Row.FieldRow<>("cursor.agent_id", 50, Field.AGENT_ID)));
  }
}
