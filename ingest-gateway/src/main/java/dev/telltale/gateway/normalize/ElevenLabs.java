// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/** ElevenLabs' conversational agents. */
final class ElevenLabs {
  private ElevenLabs() {}

  static Convention convention() {
    return Convention.named("elevenlabs")
        .inScopes("elevenlabs")
        .markedBy("elevenlabs.conversation_id")
        .withRows(
            List.of(
                new Row.FieldRow<>("elevenlabs.conversation_id", 76, Field.SESSION_ID),
                new Row.FieldRow<>("elevenlabs.user_id", 76, Field.USER_ID)));
  }
}
