// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A message whose parts come one by one, in any order. */
final class MessageDraft {
  /** The chat API's type of a text, and those of the responses API. */
  private static final Set<String> TEXTS = Set.of("text", "input_text", "output_text");

  private final SlotBudget budget;
  private final Map<Integer, CallDraft> callDrafts = new TreeMap<>();
  private final Map<Integer, ContentDraft> contents = new TreeMap<>();
  @Nullable String role;
  @Nullable String content;
  @Nullable String name;
  @Nullable String toolCallId;

  /** The content, if it may be a JSON list of blocks. */
  Row.@Nullable Text blocks;

  /** The whole message as JSON. */
  Row.@Nullable Text json;

  /** The calls as a JSON list. */
  Row.@Nullable Text calls;

  /** The one call of the time before tool calls had lists. */
  final CallDraft functionCall = new CallDraft();

  /** A tool call whose parts come one by one. */
  static final class CallDraft {
    Row.@Nullable Text id;
    Row.@Nullable Text name;
    Row.@Nullable Text arguments;
    Row.@Nullable Text json;

    private @Nullable ToolCall build(IntConsumer giveBack) {
      if (name != null) {
        return ToolCall.newBuilder()
            .setId(id == null ? null : id.value())
            .setName(name.value())
            .setArguments(arguments == null ? "" : arguments.value())
            .build();
      }
      ToolCall call = json == null ? null : ProviderMessages.toolCall(json.value());
      for (Row.Text part : Arrays.asList(id, arguments, call == null ? json : null)) {
        if (part != null) {
          giveBack.accept(part.position());
        }
      }
      return call;
    }
  }

  /** One of several contents of a message: a text, a picture, a tool call. */
  static final class ContentDraft {
    final CallDraft call = new CallDraft();
    @Nullable String type;
    Row.@Nullable Text text;

    private boolean isText() {
      return text != null && (type == null || TEXTS.contains(type));
    }
  }

  MessageDraft(SlotBudget budget) {
    this.budget = budget;
  }

  /** The tool call of that index, new if need be; nothing when there are too many. */
  @Nullable CallDraft call(int index) {
    return budget.slot(callDrafts, index, CallDraft::new);
  }

  /** The content of that index, new if need be; nothing when there are too many. */
  @Nullable ContentDraft content(int index) {
    return budget.slot(contents, index, ContentDraft::new);
  }

  static Message message(String role, String content) {
    return Message.newBuilder()
        .setRole(Vocabulary.role(role))
        .setContent(content)
        .setToolCalls(List.of())
        .build();
  }

  /**
   * Makes the message; what tools answered in it becomes messages of its own.
   *
   * @param giveBack is told the positions of attributes that are not in the messages after all
   */
  void build(String roleIfMissing, MessageList to, IntConsumer giveBack) {
    String known = role == null || role.isBlank() ? roleIfMissing : role;
    if (json != null) {
      addWhole(json, known, to, giveBack);
      return;
    }
    List<ToolCall> called = toolCalls(giveBack);
    JsonNode list = blocks == null ? null : Json.tree(blocks.value());
    if (blocks != null && list != null && MessageBlock.areBlocks(list)) {
      MessageList inBlocks = new MessageList();
      inBlocks.addContent(known, list, called, this);
      to.addAll(inBlocks);
      if (!inBlocks.whole()) {
        giveBack.accept(blocks.position());
      }
      return;
    }
    to.add(
        Message.newBuilder()
            .setRole(Vocabulary.role(known))
            .setContent(contentText(giveBack))
            .setName(name)
            .setToolCallId(toolCallId)
            .setToolCalls(called)
            .build());
  }

  private static void addWhole(
      Row.Text json, String roleIfMissing, MessageList to, IntConsumer giveBack) {
    JsonNode tree = Json.tree(json.value());
    MessageList whole = new MessageList();
    if (tree != null && tree.isObject()) {
      JsonNode message = tree.path("message").isObject() ? tree.path("message") : tree;
      whole.add(message, roleIfMissing);
      whole.finished(tree.path("finish_reason"));
    } else {
      whole.add(message(roleIfMissing, json.value()));
    }
    if (!whole.whole()) {
      giveBack.accept(json.position());
    }
    to.addAll(whole);
  }

  private String contentText(IntConsumer giveBack) {
    String said = content == null && blocks != null ? blocks.value() : content;
    boolean plain = said != null && !said.isEmpty();
    StringBuilder text = new StringBuilder(said == null ? "" : said);
    for (ContentDraft part : contents.values()) {
      if (part.text != null && (plain || !part.isText())) {
        giveBack.accept(part.text.position());
      }
      if (!plain) {
        append(text, part);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, ContentDraft part) {
    String line;
    if (part.isText() && part.text != null) {
      line = part.text.value();
    } else if (part.type == null || part.type.equals("tool_use")) {
      return;
    } else {
      line = "[" + part.type + "]";
    }
    text.append(text.isEmpty() ? "" : "\n").append(line);
  }

  /** Both forms may stand beside each other and then say the same: the id tells. */
  private List<ToolCall> toolCalls(IntConsumer giveBack) {
    List<ToolCall> all = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    JsonNode list = calls == null ? null : Json.tree(calls.value());
    if (list != null) {
      list.forEach(node -> add(call(node), all, ids));
    }
    if (calls != null && (list == null || all.size() != list.size())) {
      giveBack.accept(calls.position());
    }
    callDrafts.values().forEach(call -> add(call.build(giveBack), all, ids));
    contents.values().forEach(part -> add(part.call.build(giveBack), all, ids));
    add(functionCall.build(giveBack), all, ids);
    return all;
  }

  /** Some lists hold the JSON of calls as texts. */
  private static @Nullable ToolCall call(JsonNode node) {
    return node.isTextual() ? ProviderMessages.toolCall(node.asText()) : MessageBlock.call(node);
  }

  private static void add(@Nullable ToolCall call, List<ToolCall> calls, Set<String> ids) {
    if (call != null && call.getId().map(ids::add).orElse(true)) {
      calls.add(call);
    }
  }
}
