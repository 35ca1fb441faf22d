// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages made of JSON, whoever wrote it: chat messages of OpenAI, items of its responses,
 * Anthropic's and Bedrock's blocks, Gemini's and OpenTelemetry's parts, the AI SDK's and
 * LangChain's messages. They differ in names only, so one reader knows them all.
 */
final class MessageList {
  private static final Set<String> MESSAGE =
      Set.of(
          "role",
          "type",
          "content",
          "parts",
          "name",
          "tool_calls",
          "tool_call_id",
          "finish_reason");

  private final List<Message> messages = new ArrayList<>();
  private boolean whole = true;
  private boolean redacted;
  private @Nullable String finishReason;

  List<Message> messages() {
    return messages;
  }

  /** False when something in the JSON is not in the messages. */
  boolean whole() {
    return whole;
  }

  /** Notes that the messages are only a part of the JSON. */
  void isPart() {
    whole = false;
  }

  /** True when something in the JSON was hidden by its writer. */
  boolean redacted() {
    return redacted;
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  void add(Message message) {
    messages.add(message);
  }

  /** Adds all of another list. */
  void addAll(MessageList other) {
    messages.addAll(other.messages);
    whole &= other.whole;
    redacted |= other.redacted;
    finished(other.finishReason);
  }

  /** Adds a message as JSON; what is none is left out. */
  void add(JsonNode json, String roleIfMissing) {
    JsonNode node = json.path("kwargs").isObject() ? json.path("kwargs") : json;
    whole &= node.isObject() && node.equals(json);
    switch (node.path("type").asText()) {
      case "function_call" -> addCall(node);
      case "function_call_output" ->
          messages.add(answer(node.path("call_id"), node.path("output")));
      case "reasoning" -> {
        whole = false;
        messages.add(message("assistant", "[reasoning]", List.of()).build());
      }
      default -> {
        if (node.isObject()) {
          addMessage(node, roleIfMissing);
        }
      }
    }
  }

  /** Notes why the model stopped, unless that is known. */
  void finished(JsonNode reason) {
    finished(MessageBlock.textOrNull(reason));
  }

  /** Notes why the model stopped, unless that is known. */
  void finished(@Nullable String reason) {
    finishReason = finishReason == null ? reason : finishReason;
  }

  /** Adds a message whose role stands elsewhere. */
  void addContent(String role, JsonNode content, List<ToolCall> calls, MessageDraft from) {
    Blocks blocks = blocks(content);
    calls.forEach(blocks::call);
    addAll(
        message(role, blocks.text.toString(), blocks.calls)
            .setName(from.name)
            .setToolCallId(from.toolCallId)
            .build(),
        blocks);
  }

  /** The text of a content: a text, a block, or a list of blocks. */
  String text(JsonNode content) {
    return blocks(content).text.toString();
  }

  private void addMessage(JsonNode node, String roleIfMissing) {
    JsonNode content = node.has("content") ? node.path("content") : node.path("parts");
    Blocks blocks = blocks(content);
    JsonNode calls = node.path("tool_calls");
    JsonNode parsed = calls.isTextual() ? Json.tree(calls.asText()) : calls;
    for (JsonNode call : parsed == null ? List.<JsonNode>of() : parsed) {
      ToolCall made = MessageBlock.call(call);
      whole &= made != null;
      if (made != null) {
        blocks.call(made);
      }
    }
    finished(node.path("finish_reason"));
    whole &= hasOnly(node, MESSAGE);
    addAll(
        message(role(node, roleIfMissing), blocks.text.toString(), blocks.calls)
            .setName(MessageBlock.textOrNull(node.path("name")))
            .setToolCallId(MessageBlock.textOrNull(node.path("tool_call_id")))
            .build(),
        blocks);
  }

  /** What tools answered to calls of this very message comes after it, all else before it. */
  private void addAll(Message message, Blocks blocks) {
    boolean onlyAnswers =
        !blocks.answers.isEmpty()
            && message.getContent().isEmpty()
            && message.getToolCalls().isEmpty();
    if (blocks.calls.isEmpty()) {
      messages.addAll(blocks.answers);
    }
    if (!onlyAnswers) {
      messages.add(message);
    }
    if (!blocks.calls.isEmpty()) {
      messages.addAll(blocks.answers);
    }
  }

  private void addCall(JsonNode node) {
    ToolCall call = MessageBlock.call(node);
    whole &= call != null;
    if (call != null) {
      messages.add(message("assistant", "", List.of(call)).build());
    }
  }

  private static String role(JsonNode node, String roleIfMissing) {
    String role = node.path("role").asText();
    String type = role.isEmpty() ? node.path("type").asText() : role;
    return type.isEmpty() || type.equals("message") ? roleIfMissing : type;
  }

  private static Message.Builder message(String role, String content, List<ToolCall> calls) {
    return Message.newBuilder()
        .setRole(Vocabulary.role(role))
        .setContent(content)
        .setToolCalls(calls);
  }

  /** A result that is made of blocks is their text; any other is JSON and stays it. */
  private Message answer(JsonNode callId, JsonNode result) {
    boolean json = result.isContainerNode() && !result.isEmpty() && !MessageBlock.isText(result);
    return message("tool", json ? result.toString() : text(result), List.of())
        .setToolCallId(MessageBlock.textOrNull(callId))
        .build();
  }

  /** What stands in a content, by where it goes. */
  private static final class Blocks {
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Message> answers = new ArrayList<>();

    /** Two forms of a call may stand beside each other and then say the same: the id tells. */
    private void call(ToolCall call) {
      if (call.getId().map(ids::add).orElse(true)) {
        calls.add(call);
      }
    }

    private void line(String line) {
      if (!line.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n").append(line);
      }
    }
  }

  private Blocks blocks(JsonNode content) {
    Blocks blocks = new Blocks();
    if (content.isObject() && content.has("parts")) {
      return blocks(content.path("parts"));
    }
    for (JsonNode block : content.isArray() ? content : List.of(content)) {
      add(block, blocks);
    }
    return blocks;
  }

  private void add(JsonNode block, Blocks blocks) {
    if (block.isTextual()) {
      blocks.line(visible(block.asText()));
      return;
    }
    MessageBlock.Answer answer = MessageBlock.answer(block);
    if (answer != null) {
      blocks.answers.add(answer(answer.callId(), answer.result()));
      return;
    }
    if (MessageBlock.isCall(block)) {
      ToolCall call = MessageBlock.call(block);
      whole &= call != null;
      if (call != null) {
        blocks.call(call);
      }
      return;
    }
    String text = MessageBlock.text(block);
    whole &= text != null || block.isNull() || block.isMissingNode();
    blocks.line(text == null ? MessageBlock.mark(block) : visible(text));
  }

  private String visible(String text) {
    boolean hidden = Read.isRedacted(text);
    redacted |= hidden;
    return hidden ? "" : text;
  }

  private static boolean hasOnly(JsonNode object, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      boolean empty = value.isNull() || (value.isContainerNode() && value.isEmpty());
      if (!empty && !known.contains(field.getKey())) {
        return false;
      }
    }
    return true;
  }
}
