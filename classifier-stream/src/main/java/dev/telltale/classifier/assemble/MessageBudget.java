// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.session.ConversationMessage;
import java.util.ArrayList;
import java.util.List;

/** Leaves out the middle of conversations that are too long for their record. Pure. */
final class MessageBudget {
  /** Characters of one trace's messages: three bytes each are still less than a record takes. */
  static final int LARGEST_PART = 4_000_000;

  private static final double SHARE_OF_THE_HEAD = 0.25;

  /** What a message costs beside its texts. */
  private static final long OVERHEAD = 100;

  private MessageBudget() {}

  /** Keeps the first quarter and the last three of what a record may hold. */
  static List<List<ConversationMessage>> within(
      List<List<ConversationMessage>> traces, int characters) {
    long total = traces.stream().flatMap(List::stream).mapToLong(MessageBudget::size).sum();
    if (total <= characters) {
      return traces;
    }
    long headUntil = (long) (characters * SHARE_OF_THE_HEAD);
    long tailFrom = total - (characters - headUntil);
    long passed = 0;
    List<List<ConversationMessage>> kept = new ArrayList<>();
    for (List<ConversationMessage> trace : traces) {
      List<ConversationMessage> some = new ArrayList<>();
      for (ConversationMessage message : trace) {
        long start = passed;
        passed += size(message);
        if (passed <= headUntil || start >= tailFrom) {
          some.add(message);
        }
      }
      kept.add(some);
    }
    return kept;
  }

  private static long size(ConversationMessage entry) {
    long calls =
        entry.getMessage().getToolCalls().stream()
            .mapToLong(call -> call.getName().length() + call.getArguments().length() + OVERHEAD)
            .sum();
    return entry.getMessage().getContent().length() + calls + OVERHEAD;
  }
}
