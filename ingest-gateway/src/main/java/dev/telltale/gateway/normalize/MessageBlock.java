// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.ToolCall;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One block or part of a message's content, by the names that each provider and SDK gives it. */
final class MessageBlock {
  private static final Set<String> CALLS =
      Set.of("tool_use", "tool_call", "tool-call", "server_tool_call", "server_tool_use");
  private static final Set<String> ANSWERS =
      Set.of("tool_result", "tool-result", "tool_call_response", "server_tool_call_response");

  /** Blocks that {@link #mark} stands for. */
  private static final Set<String> MEDIA =
      Set.of(
          "image",
          "image_url",
          "input_image",
          "audio",
          "input_audio",
          "thinking",
          "redacted_thinking",
          "reasoning",
          "blob",
          "uri",
          "file",
          "input_file",
          "document");

  /** The fields of a block in which Gemini and Bedrock name what it is. */
  private static final List<String> NAMED_CALLS =
      List.of("function", "functionCall", "function_call", "toolUse", "toolRequest");

  private static final List<String> NAMED_ANSWERS =
      List.of("functionResponse", "function_response", "toolResult", "toolResponse");

  /** What a tool gave back. */
  record Answer(JsonNode callId, JsonNode result) {}

  private MessageBlock() {}

  static boolean isCall(JsonNode block) {
    return CALLS.contains(block.path("type").asText()) || named(block, NAMED_CALLS) != null;
  }

  /** The answer of a tool in a block; nothing when it is something else. */
  static @Nullable Answer answer(JsonNode block) {
    JsonNode named = named(block, NAMED_ANSWERS);
    if (named == null && !ANSWERS.contains(block.path("type").asText())) {
      return null;
    }
    JsonNode inner = named == null ? block : named;
    JsonNode id = first(inner, List.of("tool_use_id", "toolCallId", "toolUseId", "ref", "id"));
    JsonNode result =
        first(
            inner, List.of("content", "response", "result", "output", "server_tool_call_response"));
    // The AI SDK says of which type its result is.
    boolean wrapped = result.isObject() && result.has("type") && result.has("value");
    return new Answer(
        id.isMissingNode() ? block.path("id") : id, wrapped ? result.path("value") : result);
  }

  /** The function may stand in the call, or be it; its arguments may be JSON or text of JSON. */
  static @Nullable ToolCall call(JsonNode node) {
    JsonNode named = named(node, NAMED_CALLS);
    JsonNode function = named == null ? node : named;
    String name = textOrNull(first(function, List.of("name", "toolName", "tool_name")));
    if (name == null) {
      return null;
    }
    List<String> ids = List.of("call_id", "id", "toolCallId", "toolUseId", "ref");
    String id = textOrNull(first(node, ids));
    return ToolCall.newBuilder()
        .setId(id == null ? textOrNull(first(function, ids)) : id)
        .setName(name)
        .setArguments(arguments(function))
        .build();
  }

  /** The text of a block; nothing when it is none. */
  static @Nullable String text(JsonNode block) {
    for (String field : List.of("text", "refusal")) {
      if (block.path(field).isTextual()) {
        return block.path(field).asText();
      }
    }
    boolean isText =
        block.path("type").asText().equals("text") && block.path("content").isTextual();
    return isText ? block.path("content").asText() : null;
  }

  /** Whether a tool's result is texts, or blocks that say of which type they are. */
  static boolean isText(JsonNode result) {
    for (JsonNode element : result.isArray() ? result : List.of(result)) {
      boolean bare = element.size() == 1 && element.path("text").isTextual();
      if (!element.isTextual() && !element.path("type").isTextual() && !bare) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether these are blocks of a message, and not a list that a tool gave back as JSON: each says
   * of which type it is, or is one thing only, and at least one is known.
   */
  static boolean areBlocks(JsonNode list) {
    boolean known = false;
    for (JsonNode element : list) {
      if (!element.path("type").isTextual() && !(element.isObject() && element.size() == 1)) {
        return false;
      }
      known |=
          text(element) != null
              || isCall(element)
              || answer(element) != null
              || MEDIA.contains(element.path("type").asText());
    }
    return list.isArray() && known;
  }

  /** What stands for a block that is no text. */
  static String mark(JsonNode block) {
    String type = block.path("type").asText();
    return switch (type) {
      case "" -> "";
      case "image", "image_url", "input_image" -> "[image]";
      case "audio", "input_audio" -> "[audio]";
      case "thinking", "redacted_thinking", "reasoning" -> "[reasoning]";
      case "blob", "uri", "file" -> "[" + block.path("modality").asText(type) + "]";
      default -> "[" + type + "]";
    };
  }

  static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
  }

  private static String arguments(JsonNode function) {
    JsonNode arguments =
        first(function, List.of("arguments", "input", "args", "parameters", "server_tool_call"));
    if (arguments.isTextual()) {
      return arguments.asText();
    }
    return arguments.isContainerNode() ? arguments.toString() : "";
  }

  private static @Nullable JsonNode named(JsonNode block, List<String> names) {
    for (String name : names) {
      if (block.path(name).isObject()) {
        return block.path(name);
      }
    }
    return null;
  }

  private static JsonNode first(JsonNode object, List<String> names) {
    for (String name : names) {
      if (object.hasNonNull(name)) {
        return object.path(name);
      }
    }
    return object.path(names.get(0));
  }
}
