// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import java.util.List;

/**
 * The messages of a span: from its numbered attributes, or from the provider's JSON where that has
 * more of them.
 */
final class Conversation {
  private static final ProviderMessages.Answer NO_ANSWER =
      new ProviderMessages.Answer(List.of(), null);

  private Conversation() {}

  static void read(
      io.opentelemetry.proto.trace.v1.Span span,
      Draft draft,
      SpanKind kind,
      Span.Builder canonical) {
    boolean cut = span.getDroppedAttributesCount() != 0;
    ProviderMessages.Answer answer = kind == SpanKind.LLM ? answer(draft, cut) : NO_ANSWER;
    List<Message> input = kind == SpanKind.LLM ? request(draft, cut) : List.of();
    String finish = draft.take(Field.FINISH_REASON);
    if (finish == null && answer.finishReason() != null) {
      finish = Vocabulary.finishReason(answer.finishReason());
    }
    canonical
        .setInputMessages(
            input.isEmpty()
                ? indexed(draft, Row.Side.INPUT, Row.Side.PROMPT, Field.INPUT_MESSAGES, "user")
                : input)
        .setOutputMessages(
            answer.messages().isEmpty()
                ? indexed(
                    draft, Row.Side.OUTPUT, Row.Side.COMPLETION, Field.OUTPUT_MESSAGES, "assistant")
                : answer.messages())
        .setFinishReason(finish);
  }

  /**
   * The messages of the request in the span's input, where that has more of them than the numbered
   * attributes: SDKs drop whatever exceeds their limit, and numbered attributes come last.
   */
  private static List<Message> request(Draft draft, boolean cut) {
    String json = draft.peek(Field.INPUT_TEXT);
    int indexed = draft.count(Row.Side.INPUT);
    int there = json == null ? 0 : ProviderMessages.count(json);
    if (json == null || there < indexed || (there == indexed && !cut)) {
      return List.of();
    }
    List<Message> messages = ProviderMessages.request(json);
    if (!messages.isEmpty()) {
      draft.consumeParts(Row.Side.INPUT);
    }
    return messages;
  }

  private static ProviderMessages.Answer answer(Draft draft, boolean cut) {
    String json = draft.peek(Field.OUTPUT_TEXT);
    int indexed = draft.count(Row.Side.OUTPUT);
    if (json == null || (indexed > 0 && !cut)) {
      return NO_ANSWER;
    }
    ProviderMessages.Answer answer = ProviderMessages.response(json);
    if (answer.messages().size() < indexed) {
      return new ProviderMessages.Answer(List.of(), answer.finishReason());
    }
    if (!answer.messages().isEmpty()) {
      draft.consumeParts(Row.Side.OUTPUT);
    }
    return answer;
  }

  private static List<Message> indexed(
      Draft draft, Row.Side side, Row.Side legacy, Field<String> whole, String roleIfMissing) {
    if (draft.count(side) > 0) {
      return draft.messages(side, roleIfMissing);
    }
    String json = draft.peek(whole);
    List<Message> messages = json == null ? List.of() : ProviderMessages.request(json);
    if (!messages.isEmpty()) {
      draft.take(whole);
      return messages;
    }
    return draft.messages(legacy, roleIfMissing);
  }
}
