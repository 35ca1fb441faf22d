// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionTrace;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From the parts of a session to its record. Pure: the same parts, whatever the order they came in,
 * the same messages.
 */
final class Sessions {
  private static final Comparator<SessionTrace> ORDER =
      Comparator.comparingLong(SessionTrace::getStartUnixNano)
          .thenComparing(SessionTrace::getTraceId);

  private Sessions() {}

  /** Closes a session at its deadline. */
  static Session close(List<SessionTrace> parts, SessionLife.Open open, SessionRules rules) {
    List<SessionTrace> ordered = new ArrayList<>(parts);
    ordered.sort(ORDER);
    Set<ByteBuffer> said = new HashSet<>();
    List<List<ConversationMessage>> fresh = new ArrayList<>();
    for (SessionTrace part : ordered) {
      fresh.add(
          part.getMessages().stream()
              .filter(m -> !m.getHistory() || !said.contains(m.getChain()))
              .toList());
      part.getMessages().forEach(message -> said.add(message.getChain()));
    }
    int before = fresh.stream().mapToInt(List::size).sum();
    List<List<ConversationMessage>> kept = MessageBudget.within(fresh, rules.maxCharacters());
    List<SessionTrace> traces = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      SessionTrace part = ordered.get(i);
      // By position: a builder would copy every message first.
      part.put(SessionTrace.getClassSchema().getField("messages").pos(), kept.get(i));
      traces.add(part);
    }
    SessionTrace first = ordered.get(0);
    return Session.newBuilder()
        .setProject(first.getProject())
        .setAgent(first.getAgent())
        .setSessionId(first.getSessionId())
        .setClosedAt(Instant.ofEpochMilli(rules.deadline(open)))
        .setCloseReason(rules.reason(open))
        .setRevisions(open.revisions() + 1)
        .setFirstSeenAt(Instant.ofEpochMilli(open.firstSeen()))
        .setLastSeenAt(Instant.ofEpochMilli(open.lastSeen()))
        .setUserId(traces.stream().flatMap(t -> t.getUserId().stream()).findFirst().orElse(null))
        .setTraces(traces)
        .setDroppedMessages(
            before
                - kept.stream().mapToInt(List::size).sum()
                + parts.stream().mapToInt(SessionTrace::getDroppedMessages).sum())
        .build();
  }
}
