// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the JSON of model providers: the chat and responses APIs of OpenAI, Anthropic's
 * messages, Gemini's contents, and bare lists of messages.
 */
final class ProviderMessages {
  private static final Set<String> LISTS = Set.of("messages", "input", "contents");
  private static final Set<String> SYSTEM =
      Set.of("system", "instructions", "systemInstruction", "system_instruction");

  /** What a provider answered. */
  record Answer(List<Message> messages, @Nullable String finishReason) {
    private static final Answer NONE = new Answer(List.of(), null);
  }

  private ProviderMessages() {}

  /** How many messages a request holds, without building them; 0 when it is not a request. */
  static int count(String json) {
    if (!Json.mayBeJson(json)) {
      return 0;
    }
    int listDepth = json.startsWith("[") ? 1 : 2;
    int[] count = new int[1];
    boolean whole =
        Json.visit(
            json,
            (at, token, depth) -> {
              if (depth == listDepth
                  && token == JsonToken.START_OBJECT
                  && isInList(at, listDepth)) {
                count[0]++;
              } else if (depth == 1 && listDepth == 2 && isSystem(at.currentName(), token)) {
                count[0]++;
              }
              return true;
            });
    return whole && count[0] <= SlotBudget.SLOTS ? count[0] : 0;
  }

  /** The messages of a request; none when the text is not one. */
  static List<Message> request(String json) {
    JsonNode root = Json.tree(json);
    List<Message> messages = new ArrayList<>();
    if (root == null) {
      return messages;
    }
    if (root.isArray()) {
      root.forEach(element -> add(element, "user", messages));
      return messages;
    }
    for (String field : SYSTEM) {
      String text = text(root.path(field));
      if (!text.isEmpty()) {
        messages.add(message("system", text, List.of()));
      }
    }
    for (String field : LISTS) {
      JsonNode list = root.path(field);
      if (list.isTextual() && field.equals("input")) {
        messages.add(message("user", list.asText(), List.of()));
      } else if (list.isArray()) {
        list.forEach(element -> add(element, "user", messages));
      }
    }
    return messages;
  }

  /** The messages of a response; none when the text is not one. */
  static Answer response(String json) {
    JsonNode root = Json.tree(json);
    if (root == null) {
      return Answer.NONE;
    }
    List<Message> messages = new ArrayList<>();
    String finish = null;
    for (JsonNode choice : root.path("choices")) {
      add(choice.path("message"), "assistant", messages);
      finish = finish == null ? textOrNull(choice.path("finish_reason")) : finish;
    }
    for (JsonNode candidate : root.path("candidates")) {
      add(candidate.path("content"), "assistant", messages);
      finish = finish == null ? textOrNull(candidate.path("finishReason")) : finish;
    }
    root.path("output").forEach(item -> add(item, "assistant", messages));
    if (messages.isEmpty() && root.path("content").isArray()) {
      add(root, "assistant", messages);
      finish = textOrNull(root.path("stop_reason"));
    }
    return new Answer(messages, finish);
  }

  /** The tool call in a provider's JSON of one; nothing when the text is not one. */
  static @Nullable ToolCall toolCall(String json) {
    JsonNode root = Json.tree(json);
    return root == null ? null : call(root);
  }

  private static boolean isInList(com.fasterxml.jackson.core.JsonParser at, int listDepth) {
    // The token itself has opened a context already: its parent is the list, whose name is wanted.
    String list = at.getParsingContext().getParent().getParent().getCurrentName();
    return listDepth == 1 || (list != null && LISTS.contains(list));
  }

  private static boolean isSystem(@Nullable String field, JsonToken token) {
    return field != null
        && ((SYSTEM.contains(field) && (token == JsonToken.VALUE_STRING || token.isStructStart()))
            || (field.equals("input") && token == JsonToken.VALUE_STRING));
  }

  private static void add(JsonNode node, String roleIfMissing, List<Message> messages) {
    switch (node.path("type").asText()) {
      case "function_call" -> {
        ToolCall call = call(node);
        if (call != null) {
          messages.add(message("assistant", "", List.of(call)));
        }
      }
      case "function_call_output" ->
          messages.add(toolAnswer(node.path("call_id"), node.path("output")));
      case "reasoning" -> messages.add(message("assistant", "[reasoning]", List.of()));
      default -> {
        if (node.isObject()) {
          addMessage(node, roleIfMissing, messages);
        }
      }
    }
  }

  private static void addMessage(JsonNode node, String roleIfMissing, List<Message> messages) {
    JsonNode content = node.has("content") ? node.path("content") : node.path("parts");
    List<ToolCall> calls = new ArrayList<>();
    boolean answered = false;
    for (JsonNode call : node.path("tool_calls")) {
      addCall(call, calls);
    }
    for (JsonNode block : content) {
      if (block.path("type").asText().equals("tool_result")) {
        messages.add(toolAnswer(block.path("tool_use_id"), block.path("content")));
        answered = true;
      } else if (block.has("functionResponse")) {
        messages.add(toolAnswer(block.path("id"), block.path("functionResponse").path("response")));
        answered = true;
      } else if (isCall(block)) {
        addCall(block, calls);
      }
    }
    String text = text(content);
    if (answered && text.isEmpty() && calls.isEmpty()) {
      return;
    }
    String role = node.path("role").asText();
    messages.add(
        Message.newBuilder(message(role.isEmpty() ? roleIfMissing : role, text, calls))
            .setName(textOrNull(node.path("name")))
            .setToolCallId(textOrNull(node.path("tool_call_id")))
            .build());
  }

  private static Message message(String role, String content, List<ToolCall> calls) {
    return Message.newBuilder()
        .setRole(Vocabulary.role(role))
        .setContent(content)
        .setToolCalls(calls)
        .build();
  }

  private static Message toolAnswer(JsonNode callId, JsonNode result) {
    String text = text(result);
    return Message.newBuilder()
        .setRole("tool")
        .setContent(text.isEmpty() && result.isObject() ? result.toString() : text)
        .setToolCallId(textOrNull(callId))
        .build();
  }

  private static boolean isCall(JsonNode block) {
    return block.path("type").asText().equals("tool_use") || block.has("functionCall");
  }

  private static void addCall(JsonNode node, List<ToolCall> calls) {
    ToolCall call = call(node);
    if (call != null) {
      calls.add(call);
    }
  }

  /** The function may stand in the call, or be it; its arguments may be JSON or text of JSON. */
  private static @Nullable ToolCall call(JsonNode node) {
    JsonNode function = node;
    if (node.has("function")) {
      function = node.path("function");
    } else if (node.has("functionCall")) {
      function = node.path("functionCall");
    }
    String name = textOrNull(function.path("name"));
    if (name == null) {
      return null;
    }
    String id = textOrNull(node.path("call_id"));
    return ToolCall.newBuilder()
        .setId(id == null ? textOrNull(node.path("id")) : id)
        .setName(name)
        .setArguments(arguments(function))
        .build();
  }

  private static String arguments(JsonNode function) {
    for (String field : List.of("arguments", "input", "args")) {
      JsonNode arguments = function.path(field);
      if (arguments.isTextual()) {
        return arguments.asText();
      }
      if (arguments.isContainerNode()) {
        return arguments.toString();
      }
    }
    return "";
  }

  /** The text of a content: a text, a block, or a list of blocks. */
  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    if (content.isObject()) {
      return content.has("parts") ? text(content.path("parts")) : block(content);
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode element : content) {
      String line = element.isTextual() ? element.asText() : block(element);
      if (!line.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n").append(line);
      }
    }
    return text.toString();
  }

  private static String block(JsonNode block) {
    for (String field : List.of("text", "refusal")) {
      if (block.path(field).isTextual()) {
        return block.path(field).asText();
      }
    }
    return switch (block.path("type").asText()) {
      case "", "tool_use", "tool_result" -> "";
      case "image", "image_url", "input_image" -> "[image]";
      case "audio", "input_audio" -> "[audio]";
      case "thinking", "redacted_thinking", "reasoning" -> "[reasoning]";
      default -> "[" + block.path("type").asText() + "]";
    };
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
  }
}
