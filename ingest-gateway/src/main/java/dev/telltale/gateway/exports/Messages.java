// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Messages as OpenInference's numbered keys; as one JSON text of our own where these would not be
 * read as they are: a text that stands for a hidden one or may be blocks as JSON, two calls with
 * one id, and beside numbered keys that stayed attributes, whose parts they would take for their
 * own.
 */
final class Messages {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> MARKS = Set.of("__REDACTED__", "<REDACTED>");

  private Messages() {}

  static void write(List<Message> messages, String list, String older, AttributeWriter out) {
    boolean alone = !out.keeps("llm." + list) && !out.keeps(older);
    if (alone && messages.stream().allMatch(Messages::isPlain)) {
      for (int i = 0; i < messages.size(); i++) {
        numbered(messages.get(i), "llm." + list + "." + i + ".message.", out);
      }
    } else {
      ArrayNode all = JSON.arrayNode();
      messages.forEach(message -> all.add(json(message)));
      out.own("telltale." + list, Values.text("{\"messages\":" + all + "}"));
    }
  }

  static String json(List<String> texts) {
    ArrayNode list = JSON.arrayNode();
    texts.forEach(list::add);
    return list.toString();
  }

  private static boolean isPlain(Message message) {
    Set<String> ids = new HashSet<>();
    return isPlain(message.getRole())
        && isPlain(message.getContent())
        && !message.getContent().strip().startsWith("[{")
        && message.getName().map(Messages::isPlain).orElse(true)
        && message.getToolCallId().map(Messages::isPlain).orElse(true)
        && message.getToolCalls().stream()
            .allMatch(
                call ->
                    isPlain(call.getName())
                        && isPlain(call.getArguments())
                        && call.getId().map(id -> isPlain(id) && ids.add(id)).orElse(true));
  }

  private static boolean isPlain(String text) {
    return !MARKS.contains(text);
  }

  private static void numbered(Message message, String at, AttributeWriter out) {
    own(at + "role", Optional.of(message.getRole()), out);
    own(at + "content", Optional.of(message.getContent()).filter(text -> !text.isEmpty()), out);
    own(at + "name", message.getName(), out);
    own(at + "tool_call_id", message.getToolCallId(), out);
    for (int i = 0; i < message.getToolCalls().size(); i++) {
      ToolCall call = message.getToolCalls().get(i);
      String of = at + "tool_calls." + i + ".tool_call.";
      own(of + "id", call.getId(), out);
      own(of + "function.name", Optional.of(call.getName()), out);
      own(
          of + "function.arguments",
          Optional.of(call.getArguments()).filter(text -> !text.isEmpty()),
          out);
    }
  }

  private static void own(String key, Optional<String> text, AttributeWriter out) {
    text.ifPresent(value -> out.own(key, Values.text(value)));
  }

  private static ObjectNode json(Message message) {
    ObjectNode json =
        JSON.objectNode().put("role", message.getRole()).put("content", message.getContent());
    message.getName().ifPresent(name -> json.put("name", name));
    message.getToolCallId().ifPresent(id -> json.put("tool_call_id", id));
    if (!message.getToolCalls().isEmpty()) {
      ArrayNode calls = json.putArray("tool_calls");
      message.getToolCalls().forEach(call -> call(call, calls.addObject()));
    }
    return json;
  }

  private static void call(ToolCall call, ObjectNode json) {
    call.getId().ifPresent(id -> json.put("id", id));
    json.put("type", "function")
        .putObject("function")
        .put("name", call.getName())
        .put("arguments", call.getArguments());
  }
}
