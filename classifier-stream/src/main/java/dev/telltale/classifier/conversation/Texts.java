// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import java.util.List;
import java.util.Optional;

/** The messages of a span, made of its plain input and output where it has none. */
final class Texts {
  private Texts() {}

  static List<Message> inputs(Span span) {
    return span.getInputMessages().isEmpty()
        ? one(Role.USER, span.getInputText())
        : span.getInputMessages();
  }

  static List<Message> outputs(Span span) {
    return span.getOutputMessages().isEmpty()
        ? one(Role.ASSISTANT, span.getOutputText())
        : span.getOutputMessages();
  }

  static Message error(Span span) {
    String type = span.getErrorType().orElse("error");
    String text = span.getStatusMessage().map(message -> type + ": " + message).orElse(type);
    return Message.newBuilder().setRole(Role.ASSISTANT).setContent(text).build();
  }

  private static List<Message> one(String role, Optional<String> text) {
    return text.filter(t -> !t.isBlank())
        .map(t -> List.of(Message.newBuilder().setRole(role).setContent(t).build()))
        .orElse(List.of());
  }
}
