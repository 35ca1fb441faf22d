// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.List;

/**
 * What somebody sends who has no Telltale: for each signal the question, and after it everything
 * that was said, each message once and whole. The answer is asked for in words.
 */
final class Naive {
  private Naive() {}

  static String question(Question question) {
    return "Read the conversation below and answer this question about it.\n\n"
        + question.version().getPrompt().strip()
        + "\n\nAnswer with one of these labels: "
        + String.join(", ", question.outcomes())
        + "\nAnswer as JSON: {\"label\": \"...\", \"rationale\": \"...\"}\n\nConversation:\n";
  }

  static String conversation(List<ConversationMessage> messages) {
    StringBuilder text = new StringBuilder();
    for (ConversationMessage entry : messages) {
      Message message = entry.getMessage();
      text.append(message.getRole()).append(": ").append(message.getContent());
      for (ToolCall call : message.getToolCalls()) {
        text.append(call.getName()).append('(').append(call.getArguments()).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
