// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What is said in the demo's bundled conversations. */
public final class DemoConversations {
  private DemoConversations() {}

  /** Of each conversation, what has been said up to the end of each of its turns. */
  public static List<List<List<ConversationMessage>>> turns() {
    Script script = Script.bundled();
    return script.conversations().stream()
        .map(conversation -> turns(script.system().strip(), conversation))
        .toList();
  }

  private static List<List<ConversationMessage>> turns(
      String system, Script.Conversation conversation) {
    List<ConversationMessage> said = new ArrayList<>();
    List<List<ConversationMessage>> turns = new ArrayList<>();
    said.add(message("system", system, List.of(), said.size()));
    for (Script.Turn turn : conversation.turns()) {
      said.add(message("user", turn.user(), List.of(), said.size()));
      for (Script.Step step : turn.toolCalls()) {
        ToolCall call =
            ToolCall.newBuilder()
                .setName(step.tool())
                .setArguments(step.arguments().toString())
                .build();
        said.add(message("assistant", "", List.of(call), said.size()));
        said.add(message("tool", step.answer(), List.of(), said.size()));
      }
      said.add(message("assistant", turn.assistant(), List.of(), said.size()));
      turns.add(List.copyOf(said));
    }
    return turns;
  }

  private static ConversationMessage message(
      String role, String content, List<ToolCall> calls, int number) {
    return ConversationMessage.newBuilder()
        .setMessage(
            Message.newBuilder().setRole(role).setContent(content).setToolCalls(calls).build())
        .setSpanId("%016x".formatted(number + 1))
        .setTimeUnixNano(number)
        .setChain(ByteBuffer.allocate(16))
        .build();
  }
}
