// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.ToolCall;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages stand in the JSON of requests and responses: the chat and responses APIs of
 * OpenAI, Anthropic's messages, Gemini's contents, LangChain's runs, and bare lists of messages.
 */
final class ProviderMessages {
  private static final Set<String> LISTS = Set.of("messages", "input", "contents", "items");
  private static final Set<String> SYSTEM =
      Set.of("system", "instructions", "systemInstruction", "system_instruction");

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
  static MessageList request(String json) {
    return request(Json.tree(json));
  }

  /** The messages of a request, of a list of messages, or of one message. */
  static MessageList request(@Nullable JsonNode root) {
    MessageList messages = new MessageList();
    if (root == null || (root.isArray() && root.size() > SlotBudget.SLOTS)) {
      return messages;
    }
    if (root.isArray()) {
      // Some wrap the list of messages in a list of prompts.
      JsonNode list = root.path(0).isArray() ? root.path(0) : root;
      list.forEach(element -> add(element, "user", messages));
      return messages;
    }
    if (isMessage(root)) {
      messages.add(root, "user");
      return messages;
    }
    messages.isPart();
    for (String field : SYSTEM) {
      JsonNode told = root.has(field) ? root.path(field) : root.path("config").path(field);
      String text = messages.text(told);
      if (!text.isEmpty()) {
        messages.add(MessageDraft.message("system", text));
      }
    }
    for (String field : LISTS) {
      JsonNode list = root.path(field);
      if (list.isTextual() && field.equals("input")) {
        messages.add(MessageDraft.message("user", list.asText()));
      } else if (list.isArray()) {
        messages.addAll(request(list));
      }
    }
    return messages;
  }

  /** The messages of a response; none when the text is not one. */
  static MessageList response(String json) {
    return response(Json.tree(json));
  }

  /** The messages of a response, of a list of messages, or of one message. */
  static MessageList response(@Nullable JsonNode root) {
    MessageList messages = new MessageList();
    if (root == null) {
      return messages;
    }
    if (root.isArray()) {
      root.forEach(element -> add(element, "assistant", messages));
      return messages;
    }
    messages.isPart();
    for (JsonNode choice : root.path("choices")) {
      messages.add(choice.path("message"), "assistant");
      messages.finished(choice.path("finish_reason"));
    }
    for (JsonNode candidate : root.path("candidates")) {
      messages.add(candidate.path("content"), "assistant");
      messages.finished(candidate.path("finishReason"));
    }
    for (JsonNode generation : root.path("generations").path(0)) {
      messages.add(generation.path("message"), "assistant");
    }
    root.path("output").forEach(item -> messages.add(item, "assistant"));
    if (messages.messages().isEmpty()) {
      one(root, messages);
    }
    return messages;
  }

  /** The tool call in a provider's JSON of one; nothing when the text is not one. */
  static @Nullable ToolCall toolCall(String json) {
    JsonNode root = Json.tree(json);
    return root == null ? null : MessageBlock.call(root);
  }

  private static void one(JsonNode root, MessageList messages) {
    JsonNode message = root.path("message").isObject() ? root.path("message") : root;
    JsonNode content = message.path("content");
    // Of a stream some SDKs put together the calls alone, without the message around them.
    boolean onlyCalls =
        message.path("tool_calls").isArray() && !message.path("tool_calls").isEmpty();
    boolean isCall = root.path("type").asText().equals("function_call");
    if (isMessage(message) || content.isArray() || onlyCalls || isCall) {
      messages.add(message, "assistant");
    } else if (content.path("parts").isArray()) {
      messages.add(content, "assistant");
    } else if (root.path("messages").isArray()) {
      root.path("messages").forEach(element -> add(element, "assistant", messages));
    }
    messages.finished(root.path("stop_reason"));
    messages.finished(root.path("finishReason"));
    messages.finished(root.path("finish_reason"));
  }

  /** A log of events has each message in an event, sometimes under a name of its own. */
  private static void add(JsonNode element, String roleIfMissing, MessageList messages) {
    boolean choice = element.path("event.name").asText().equals("gen_ai.choice");
    messages.add(
        choice && element.path("message").isObject() ? element.path("message") : element,
        choice ? "assistant" : roleIfMissing);
  }

  private static boolean isMessage(JsonNode node) {
    return node.path("role").isTextual()
        && (node.has("content") || node.has("parts") || node.has("tool_calls"));
  }

  private static boolean isInList(JsonParser at, int listDepth) {
    // The token itself has opened a context already: its parent is the list, whose name is wanted.
    String list = at.getParsingContext().getParent().getParent().getCurrentName();
    return listDepth == 1 || (list != null && LISTS.contains(list));
  }

  private static boolean isSystem(@Nullable String field, JsonToken token) {
    return field != null
        && ((SYSTEM.contains(field) && (token == JsonToken.VALUE_STRING || token.isStructStart()))
            || (field.equals("input") && token == JsonToken.VALUE_STRING));
  }
}
