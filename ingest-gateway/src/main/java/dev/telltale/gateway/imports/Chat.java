// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/**
 * What a model was given and what it answered, where a file has one field for each: a text, one
 * message, a list of them, or a provider's whole request or response.
 */
final class Chat {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Chat() {}

  /**
   * A list of messages, and a provider's request, are read out of the input by whoever reads it.
   */
  static void input(JsonNode input, AttributeDraft attributes) {
    attributes.putText(SpanDraft.INPUT, input);
    JsonNode said = parsed(input);
    if (said.isTextual() && !said.asText().isEmpty()) {
      attributes.putText("llm.input_messages", list(message("user", said)).toString());
    } else if (isMessage(said)) {
      attributes.putText("llm.input_messages", list(said).toString());
    }
  }

  static void output(JsonNode output, AttributeDraft attributes) {
    attributes.putText(SpanDraft.OUTPUT, output);
    JsonNode said = parsed(output);
    if (said.isTextual() && !said.asText().isEmpty()) {
      attributes.putText("llm.output_messages", list(message("assistant", said)).toString());
    } else if (isMessage(said)) {
      attributes.putText("llm.output_messages", list(said).toString());
    } else if (said.isArray() && isMessage(said.path(0))) {
      attributes.putText("llm.output_messages", said.toString());
    }
  }

  /** Some exports write JSON as text. */
  private static JsonNode parsed(JsonNode value) {
    String text = value.asText();
    if (!value.isTextual() || !(text.startsWith("{") || text.startsWith("["))) {
      return value;
    }
    try {
      return JsonTexts.tree(text.getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableException e) {
      return value;
    }
  }

  private static boolean isMessage(JsonNode node) {
    return node.path("role").isTextual() && (node.has("content") || node.has("tool_calls"));
  }

  private static JsonNode message(String role, JsonNode content) {
    return JSON.objectNode().put("role", role).set("content", content);
  }

  private static ArrayNode list(JsonNode message) {
    return JSON.arrayNode().add(message);
  }
}
