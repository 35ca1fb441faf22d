// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a span: from its numbered attributes, from a list in one attribute, or from the
 * provider's JSON, which is asked where the others have nothing or have lost some.
 */
final class Conversation {
  private static final List<Row.Side> INPUT_SIDES =
      List.of(Row.Side.INPUT, Row.Side.GEN_AI_PROMPT, Row.Side.INPUT_EVENTS, Row.Side.PROMPT);
  private static final List<Row.Side> OUTPUT_SIDES =
      List.of(
          Row.Side.OUTPUT,
          Row.Side.ANSWER,
          Row.Side.GEN_AI_COMPLETION,
          Row.Side.OUTPUT_EVENTS,
          Row.Side.COMPLETION);

  private final Draft draft;
  private final boolean cut;
  private final boolean isCall;

  private Conversation(Draft draft, boolean cut, boolean isCall) {
    this.draft = draft;
    this.cut = cut;
    this.isCall = isCall;
  }

  static void read(
      io.opentelemetry.proto.trace.v1.Span span,
      Draft draft,
      SpanKind kind,
      Span.Builder canonical) {
    Conversation conversation =
        new Conversation(draft, span.getDroppedAttributesCount() != 0, kind == SpanKind.LLM);
    MessageList input = conversation.input();
    MessageList output = conversation.output();
    draft.redacted(input.redacted() || output.redacted());
    String finish = draft.take(Field.FINISH_REASON);
    if (finish == null && output.finishReason() != null) {
      finish = Vocabulary.finishReason(output.finishReason());
    }
    canonical
        .setInputMessages(conversation.instructed(input.messages()))
        .setOutputMessages(output.messages())
        .setFinishReason(finish);
  }

  private MessageList input() {
    String exported = draft.take(Field.EXPORTED_INPUT);
    if (exported != null) {
      return Telltale.messages(exported);
    }
    Row.Side side = side(INPUT_SIDES);
    MessageList request = request(side);
    return request.messages().isEmpty()
        ? declared(draft.all(Field.INPUT_MESSAGES), side, "user")
        : request;
  }

  private MessageList output() {
    String exported = draft.take(Field.EXPORTED_OUTPUT);
    if (exported != null) {
      return Telltale.messages(exported);
    }
    Row.Side side = side(OUTPUT_SIDES);
    MessageList response = response(side);
    if (!response.messages().isEmpty()) {
      return response;
    }
    MessageList declared = declared(draft.all(Field.OUTPUT_MESSAGES), side, "assistant");
    if (declared.finishReason() == null && response.finishReason() != null) {
      declared.finished(response.finishReason());
    }
    return declared;
  }

  /**
   * The messages of the request in the span's input, where that has more of them than the numbered
   * attributes: SDKs drop whatever exceeds their limit, and numbered attributes come last.
   */
  private MessageList request(Row.@Nullable Side side) {
    String json = draft.peek(Field.INPUT_TEXT);
    if (json == null || !isCall || !draft.all(Field.INPUT_MESSAGES).isEmpty()) {
      return new MessageList();
    }
    int indexed = side == null ? 0 : draft.count(side);
    int there = indexed == 0 ? 1 : ProviderMessages.count(json);
    if (there < indexed || (there == indexed && !cut)) {
      return new MessageList();
    }
    MessageList messages = ProviderMessages.request(json);
    if (!messages.messages().isEmpty() && side != null) {
      draft.consumeParts(side);
    }
    return messages;
  }

  private MessageList response(Row.@Nullable Side side) {
    String json = draft.peek(Field.OUTPUT_TEXT);
    int indexed = side == null ? 0 : draft.count(side);
    if (json == null
        || !isCall
        || (indexed > 0 && !cut)
        || !draft.all(Field.OUTPUT_MESSAGES).isEmpty()) {
      return new MessageList();
    }
    MessageList answer = ProviderMessages.response(json);
    if (answer.messages().size() < indexed) {
      answer.messages().clear();
    } else if (side != null && !answer.messages().isEmpty()) {
      draft.consumeParts(side);
    }
    return answer;
  }

  /** The first of all lists that has messages, in the order of their ranks. */
  private MessageList declared(
      List<Draft.Candidate<AnyValue>> lists, Row.@Nullable Side side, String roleIfMissing) {
    for (Draft.Candidate<AnyValue> list : lists) {
      if (side != null && side.rank() < list.rank()) {
        break;
      }
      MessageList messages = list(list, roleIfMissing);
      if (!messages.messages().isEmpty()) {
        return messages;
      }
    }
    if (side != null) {
      return draft.messages(side, roleIfMissing);
    }
    return new MessageList();
  }

  private MessageList list(Draft.Candidate<AnyValue> candidate, String roleIfMissing) {
    JsonNode tree = Json.tree(candidate.value());
    MessageList messages =
        roleIfMissing.equals("user")
            ? ProviderMessages.request(tree)
            : ProviderMessages.response(tree);
    if (!messages.messages().isEmpty() && messages.whole() && candidate.value().hasStringValue()) {
      draft.consume(candidate);
    }
    return messages;
  }

  /**
   * What the model was told beforehand comes first, unless the messages tell it themselves. Where
   * the request is a text and no list, it stays the text alone.
   */
  private List<Message> instructed(List<Message> messages) {
    boolean told = messages.stream().anyMatch(message -> message.getRole().equals("system"));
    boolean textOnly = messages.isEmpty() && draft.peek(Field.INPUT_TEXT) != null;
    for (Draft.Candidate<AnyValue> instructions : draft.all(Field.INSTRUCTIONS)) {
      JsonNode parts = Json.tree(instructions.value());
      MessageList reader = new MessageList();
      String text = parts == null ? Read.content(instructions.value()) : reader.text(parts);
      if (told || textOnly || text == null || text.isEmpty()) {
        return messages;
      }
      if (reader.whole() && instructions.value().hasStringValue()) {
        draft.consume(instructions);
      }
      List<Message> all = new ArrayList<>(messages.size() + 1);
      all.add(MessageDraft.message("system", text));
      all.addAll(messages);
      return all;
    }
    return messages;
  }

  /** The first side that has messages; parts without a number are one only on a model's call. */
  private Row.@Nullable Side side(List<Row.Side> sides) {
    for (Row.Side side : sides) {
      if (draft.count(side) > 0 && (side != Row.Side.ANSWER || isCall)) {
        return side;
      }
    }
    return null;
  }
}
