// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A message whose parts come one by one, in any order. */
final class MessageDraft {
  private final SlotBudget budget;
  private final Map<Integer, CallDraft> calls = new TreeMap<>();
  private final Map<Integer, ContentDraft> contents = new TreeMap<>();
  @Nullable String role;
  @Nullable String content;
  @Nullable String name;
  @Nullable String toolCallId;

  /** The one call of the time before tool calls had lists. */
  final CallDraft functionCall = new CallDraft();

  /** A tool call whose parts come one by one. */
  static final class CallDraft {
    @Nullable String id;
    @Nullable String name;
    @Nullable String arguments;
    @Nullable String json;

    private @Nullable ToolCall build() {
      if (name == null && json != null) {
        return ProviderMessages.toolCall(json);
      }
      if (name == null) {
        return null;
      }
      return ToolCall.newBuilder()
          .setId(id)
          .setName(name)
          .setArguments(arguments == null ? "" : arguments)
          .build();
    }
  }

  /** One of several contents of a message: a text, a picture, a tool call. */
  static final class ContentDraft {
    final CallDraft call = new CallDraft();
    @Nullable String type;
    Row.@Nullable Text text;

    private boolean isText() {
      return text != null && (type == null || type.equals("text"));
    }
  }

  MessageDraft(SlotBudget budget) {
    this.budget = budget;
  }

  /** The tool call of that index, new if need be; nothing when there are too many. */
  @Nullable CallDraft call(int index) {
    return budget.slot(calls, index, CallDraft::new);
  }

  /** The content of that index, new if need be; nothing when there are too many. */
  @Nullable ContentDraft content(int index) {
    return budget.slot(contents, index, ContentDraft::new);
  }

  /**
   * Makes the message.
   *
   * @param giveBack is told the positions of attributes that are not in the message after all
   */
  Message build(String roleIfMissing, IntConsumer giveBack) {
    return Message.newBuilder()
        .setRole(role == null || role.isBlank() ? roleIfMissing : Vocabulary.role(role))
        .setContent(contentText(giveBack))
        .setName(name)
        .setToolCallId(toolCallId)
        .setToolCalls(toolCalls())
        .build();
  }

  private String contentText(IntConsumer giveBack) {
    boolean plain = content != null && !content.isEmpty();
    StringBuilder text = new StringBuilder(plain ? content : "");
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
  private List<ToolCall> toolCalls() {
    List<ToolCall> all = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    calls.values().forEach(call -> add(call, all, ids));
    contents.values().forEach(part -> add(part.call, all, ids));
    add(functionCall, all, ids);
    return all;
  }

  private static void add(CallDraft draft, List<ToolCall> calls, Set<String> ids) {
    ToolCall call = draft.build();
    if (call != null && call.getId().map(ids::add).orElse(true)) {
      calls.add(call);
    }
  }
}
