// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolExecution;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was said in one agent's part of a trace: each message once, in order.
 *
 * <p>Every model call repeats the history that it was given. Of each call only the messages after
 * the longest prefix that an earlier call had are new. A text is never dropped because it was seen
 * before: said twice, it stands at two places of the history and is kept twice. Tool results that
 * no later call repeats are taken from the tools' own spans.
 */
public final class Conversation {
  /** Results that the gateway takes for none, so that the tool's span has none. */
  private static final Set<String> NOTHING = Set.of("[]", "{}", "null");

  private final List<ConversationMessage> messages = new ArrayList<>();
  private final Set<Chain> seen = new HashSet<>();
  private final Set<ByteBuffer> claimed = new HashSet<>();

  private Conversation() {}

  /** Reads the spans of one agent, in any order. */
  public static List<ConversationMessage> of(List<Span> spans) {
    List<Span> ordered = new ArrayList<>(spans);
    ordered.sort(Comparator.comparingLong(Span::getStartUnixNano).thenComparing(Span::getSpanId));
    Conversation conversation = new Conversation();
    ordered.stream().filter(span -> span.getKind() == SpanKind.LLM).forEach(conversation::addCall);
    if (conversation.messages.isEmpty()) {
      conversation.addEnds(ordered);
    }
    ordered.stream().filter(span -> span.getKind() == SpanKind.TOOL).forEach(conversation::addTool);
    return conversation.messages;
  }

  /** Reads one model call alone: what it was given and what it answered. */
  public static List<ConversationMessage> ofCall(Span call) {
    Conversation conversation = new Conversation();
    conversation.addCall(call);
    return conversation.messages;
  }

  private void addCall(Span call) {
    List<Message> inputs = Texts.inputs(call);
    int history = lastAssistant(inputs) + 1;
    Chain chain = Chain.EMPTY;
    for (int i = 0; i < inputs.size(); i++) {
      Message message = inputs.get(i);
      Chain here = chain.with(message);
      boolean given = i < history || message.getRole().equals(Role.SYSTEM);
      add(message, call, call.getStartUnixNano(), here, given);
      // A system message is no link of the chain: what follows it has the same chain with and
      // without it.
      chain = message.getRole().equals(Role.SYSTEM) ? chain : here;
    }
    for (Message message : Texts.outputs(call)) {
      chain = chain.with(message);
      add(message, call, call.getEndUnixNano(), chain, false);
    }
    if (call.getError() && Texts.outputs(call).isEmpty()) {
      messages.add(
          entry(
              Texts.error(call),
              call,
              call.getEndUnixNano(),
              Chain.of(call.getSpanId()),
              false,
              true));
    }
  }

  private void add(Message message, Span span, long time, Chain chain, boolean history) {
    if (seen.add(chain)) {
      messages.add(entry(message, span, time, chain, history, false));
    }
  }

  /**
   * Without a model call that tells its messages, the outermost span's input and output are the
   * conversation.
   */
  private void addEnds(List<Span> ordered) {
    for (Span span : ordered) {
      boolean container =
          span.getKind() != SpanKind.TOOL
              && (span.getInputText().isPresent() || span.getOutputText().isPresent());
      if (container) {
        addCall(span);
        return;
      }
    }
  }

  private void addTool(Span span) {
    ToolExecution tool =
        span.getTool().orElseGet(() -> ToolExecution.newBuilder().setName(span.getName()).build());
    String result = tool.getResult().or(span::getOutputText).orElse("");
    if (toldByAModelCall(tool, result)) {
      return;
    }
    String text = span.getError() && result.isEmpty() ? Texts.error(span).getContent() : result;
    Message message =
        Message.newBuilder()
            .setRole(Role.TOOL)
            .setName(tool.getName())
            .setToolCallId(tool.getCallId().orElse(null))
            .setContent(text)
            .build();
    ConversationMessage entry =
        entry(
            message,
            span,
            span.getEndUnixNano(),
            Chain.of(span.getSpanId()),
            false,
            span.getError());
    long earlier =
        messages.stream().takeWhile(m -> m.getTimeUnixNano() <= span.getEndUnixNano()).count();
    messages.add((int) earlier, entry);
  }

  /**
   * By the call's id where there is one; else by the text, each message answering for one span
   * only.
   */
  private boolean toldByAModelCall(ToolExecution tool, String result) {
    Optional<ConversationMessage> told =
        messages.stream()
            .filter(entry -> entry.getMessage().getRole().equals(Role.TOOL))
            .filter(entry -> !entry.getHistory() && !claimed.contains(entry.getChain()))
            .filter(entry -> answers(tool, result, entry.getMessage()))
            .findFirst();
    told.ifPresent(entry -> claimed.add(entry.getChain()));
    return told.isPresent();
  }

  private static boolean answers(ToolExecution tool, String result, Message message) {
    if (tool.getCallId().isPresent() && message.getToolCallId().isPresent()) {
      return tool.getCallId().equals(message.getToolCallId());
    }
    String told = message.getContent().strip();
    return told.equals(result.strip()) || (result.isBlank() && NOTHING.contains(told));
  }

  private static int lastAssistant(List<Message> messages) {
    int last = messages.size() - 1;
    while (last >= 0 && !messages.get(last).getRole().equals(Role.ASSISTANT)) {
      last--;
    }
    return last;
  }

  private static ConversationMessage entry(
      Message message, Span span, long time, Chain chain, boolean history, boolean error) {
    return new ConversationMessage(message, span.getSpanId(), time, chain.bytes(), history, error);
  }
}
