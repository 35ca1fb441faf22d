// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import static dev.telltale.classifier.TestSpans.call;
import static dev.telltale.classifier.TestSpans.root;
import static dev.telltale.classifier.TestSpans.span;
import static dev.telltale.classifier.TestSpans.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
  @Test
  void aMessageThatLaterCallsRepeatStandsOnce() {
    assertThat(
            texts(
                call(
                    1,
                    2,
                    1,
                    "system",
                    "be kind",
                    "user",
                    "where is it?",
                    "assistant",
                    "call:track"),
                call(
                    1,
                    4,
                    1,
                    "system",
                    "be kind",
                    "user",
                    "where is it?",
                    "assistant",
                    "call:track",
                    "tool",
                    "on its way",
                    "assistant",
                    "On its way.")))
        .containsExactly(
            "system: be kind",
            "user: where is it?",
            "assistant: ->track",
            "tool: on its way",
            "assistant: On its way.");
  }

  @Test
  void aTextThatIsSaidTwiceStandsTwice() {
    assertThat(
            texts(
                call(1, 2, 1, "user", "hello?", "assistant", "Hi."),
                call(
                    1,
                    3,
                    1,
                    "user",
                    "hello?",
                    "assistant",
                    "Hi.",
                    "user",
                    "hello?",
                    "assistant",
                    "Hi.")))
        .containsExactly("user: hello?", "assistant: Hi.", "user: hello?", "assistant: Hi.");
  }

  @Test
  void aSystemPromptThatChangesWithEveryCallMakesNothingNew() {
    assertThat(
            texts(
                call(1, 2, 1, "system", "it is 10:00", "user", "hi", "assistant", "Hello."),
                call(
                    1,
                    3,
                    1,
                    "system",
                    "it is 10:01",
                    "user",
                    "hi",
                    "assistant",
                    "Hello.",
                    "user",
                    "bye",
                    "assistant",
                    "Bye.")))
        .containsExactly(
            "system: it is 10:00", "user: hi", "assistant: Hello.", "user: bye", "assistant: Bye.");
  }

  @Test
  void twoConversationsInOneTraceAreBothKept() {
    assertThat(
            texts(
                call(1, 2, 1, "user", "plan a trip", "assistant", "I ask the booker."),
                call(1, 3, 1, "system", "you book", "user", "book Rome", "assistant", "Booked.")))
        .containsExactly(
            "user: plan a trip",
            "assistant: I ask the booker.",
            "system: you book",
            "user: book Rome",
            "assistant: Booked.");
  }

  @Test
  void aToolResultThatAModelCallRepeatsStandsOnceAndOneThatNoneRepeatsStandsToo() {
    assertThat(
            texts(
                call(1, 2, 1, "user", "refund it", "assistant", "call:refund"),
                tool(1, 3, 1, "refund", "refunded"),
                call(
                    1,
                    4,
                    1,
                    "user",
                    "refund it",
                    "assistant",
                    "call:refund",
                    "tool",
                    "refunded",
                    "assistant",
                    "call:notify"),
                tool(1, 6, 1, "notify", "sent")))
        .containsExactly(
            "user: refund it",
            "assistant: ->refund",
            "tool: refunded",
            "assistant: ->notify",
            "tool: sent");
  }

  @Test
  void theSameResultOfTwoToolRunsStandsAsOftenAsItCame() {
    assertThat(
            texts(
                call(1, 2, 1, "user", "check twice", "assistant", "call:check"),
                tool(1, 3, 1, "check", "ok"),
                call(
                    1,
                    5,
                    1,
                    "user",
                    "check twice",
                    "assistant",
                    "call:check",
                    "tool",
                    "ok",
                    "assistant",
                    "call:check"),
                tool(1, 7, 1, "check", "ok")))
        .containsExactly(
            "user: check twice",
            "assistant: ->check",
            "tool: ok",
            "assistant: ->check",
            "tool: ok");
  }

  @Test
  void whatStoodInTheHistoryIsToldFromWhatWasSaidNow() {
    List<ConversationMessage> messages =
        Conversation.of(
            List.of(
                call(
                        1,
                        2,
                        1,
                        "system",
                        "be kind",
                        "user",
                        "one",
                        "assistant",
                        "1",
                        "user",
                        "two",
                        "assistant",
                        "2")
                    .build()));

    assertThat(messages)
        .extracting(ConversationMessage::getHistory)
        .containsExactly(true, true, true, false, false);
  }

  @Test
  void anErrorStandsInTheAnswersPlace() {
    Span failed =
        span(1, 2, 1)
            .setKind(dev.telltale.schemas.span.SpanKind.LLM)
            .setInputText("hi")
            .setError(true)
            .setErrorType("RateLimit")
            .setStatusMessage("slow down")
            .build();

    assertThat(Conversation.of(List.of(failed)))
        .satisfiesExactly(
            said -> assertThat(said.getError()).isFalse(),
            error -> {
              assertThat(error.getError()).isTrue();
              assertThat(error.getMessage().getContent()).isEqualTo("RateLimit: slow down");
            });
  }

  @Test
  void anEmptyResultThatAModelCallToldIsNotToldAgainByItsTool() {
    List<ConversationMessage> messages =
        Conversation.of(
            List.of(
                call(1, 1, null, "user", "flights?", "assistant", "call:search").build(),
                tool(1, 2, null, "search", "").build(),
                call(
                        1,
                        3,
                        null,
                        "user",
                        "flights?",
                        "assistant",
                        "call:search",
                        "tool",
                        "[]",
                        "assistant",
                        "none")
                    .build()));

    assertThat(messages)
        .extracting(m -> m.getMessage().getContent())
        .containsExactly("flights?", "", "[]", "none");
  }

  @Test
  void withoutAModelCallTheOutermostInputAndOutputAreTheConversation() {
    assertThat(
            texts(
                root(1, 1, "a", "s").setInputText("what is new?").setOutputText("Nothing."),
                span(1, 2, 1).setInputText("inner")))
        .containsExactly("user: what is new?", "assistant: Nothing.");
  }

  private static List<String> texts(Span.Builder... spans) {
    return Conversation.of(Arrays.stream(spans).map(Span.Builder::build).toList()).stream()
        .map(ConversationMessage::getMessage)
        .map(ConversationTest::text)
        .toList();
  }

  private static String text(Message message) {
    String calls =
        message.getToolCalls().isEmpty() ? "" : "->" + message.getToolCalls().get(0).getName();
    return message.getRole() + ": " + message.getContent() + calls;
  }
}
