// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.function.BiConsumer;

/** The places in a message that attributes may fill. */
final class Parts {
  static final Row.Part ROLE = text((message, text) -> message.role = text);
  static final Row.Part CONTENT = text((message, text) -> message.content = text);
  static final Row.Part NAME = text((message, text) -> message.name = text);
  static final Row.Part TOOL_CALL_ID = text((message, text) -> message.toolCallId = text);

  /** A content that may be a JSON list of blocks. */
  static final Row.Part BLOCKS =
      (message, index, text) -> {
        message.blocks = text;
        return true;
      };

  /** The message as JSON. */
  static final Row.Part WHOLE =
      (message, index, text) -> {
        message.json = text;
        return true;
      };

  /** A generated object, which stands where there is no text. */
  static final Row.Part OBJECT =
      (message, index, text) -> {
        message.content = message.content == null ? text.value() : message.content;
        return false;
      };

  /** The calls as a JSON list. */
  static final Row.Part CALLS =
      (message, index, text) -> {
        message.calls = text;
        return true;
      };

  static final Row.Part FUNCTION_NAME =
      (message, index, text) -> {
        message.functionCall.name = text;
        return true;
      };
  static final Row.Part FUNCTION_ARGUMENTS =
      (message, index, text) -> {
        message.functionCall.arguments = text;
        return true;
      };
  static final Row.Part CALL_ID = call((call, text) -> call.id = text);
  static final Row.Part CALL_NAME = call((call, text) -> call.name = text);
  static final Row.Part CALL_ARGUMENTS = call((call, text) -> call.arguments = text);
  static final Row.Part CALL_JSON = call((call, text) -> call.json = text);
  static final Row.Part PART_TYPE = part((part, text) -> part.type = text.value());
  static final Row.Part PART_TEXT = part((part, text) -> part.text = text);
  static final Row.Part PART_CALL_ID = part((part, text) -> part.call.id = text);
  static final Row.Part PART_CALL_NAME = part((part, text) -> part.call.name = text);
  static final Row.Part PART_CALL_ARGUMENTS = part((part, text) -> part.call.arguments = text);

  private Parts() {}

  private static Row.Part text(BiConsumer<MessageDraft, String> place) {
    return (message, index, text) -> {
      place.accept(message, text.value());
      return true;
    };
  }

  private static Row.Part call(BiConsumer<MessageDraft.CallDraft, Row.Text> place) {
    return (message, index, text) -> {
      MessageDraft.CallDraft call = message.call(index);
      if (call != null) {
        place.accept(call, text);
      }
      return call != null;
    };
  }

  private static Row.Part part(BiConsumer<MessageDraft.ContentDraft, Row.Text> place) {
    return (message, index, text) -> {
      MessageDraft.ContentDraft content = message.content(index);
      if (content != null) {
        place.accept(content, text);
      }
      return content != null;
    };
  }
}
