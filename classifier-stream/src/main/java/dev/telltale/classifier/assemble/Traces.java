// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.classifier.conversation.Conversation;
import dev.telltale.classifier.conversation.Digests;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From the spans of a trace to its record, and to each agent's part of its session. Pure: the same
 * spans, the same bytes.
 */
final class Traces {
  private static final Comparator<Span> ORDER =
      Comparator.comparingLong(Span::getStartUnixNano).thenComparing(Span::getSpanId);

  private Traces() {}

  /** Closes a trace at its deadline. The spans have their identity already. */
  static Trace close(List<Span> spans, TraceLife.Open open, TraceRules rules) {
    List<Span> ordered = new ArrayList<>(spans);
    ordered.sort(ORDER);
    Span first = ordered.get(0);
    return Trace.newBuilder()
        .setProject(first.getProject())
        .setTraceId(first.getTraceId())
        .setClosedAt(Instant.ofEpochMilli(rules.deadline(open)))
        .setCloseReason(rules.reason(open))
        .setRevisions(open.revisions() + 1)
        .setFirstSeenAt(Instant.ofEpochMilli(open.firstSeen()))
        .setLastSeenAt(Instant.ofEpochMilli(open.lastSeen()))
        .setStartUnixNano(first.getStartUnixNano())
        .setEndUnixNano(latestEnd(ordered))
        .setRootSpanId(
            ordered.stream()
                .filter(s -> s.getParentSpanId().isEmpty())
                .map(Span::getSpanId)
                .findFirst()
                .orElse(null))
        .setSpans(ordered)
        .setAgents(agents(ordered))
        .build();
  }

  /**
   * Each agent's part, for each session that its spans name; none for spans without an agent or a
   * session.
   */
  static List<SessionTrace> parts(Trace trace) {
    List<SessionTrace> parts = new ArrayList<>();
    byAgentAndSession(trace)
        .forEach(
            (owner, spans) -> {
              if (owner.agent().isPresent() && owner.session().isPresent()) {
                parts.add(part(trace, owner.agent().get(), owner.session().get(), spans));
              }
            });
    return parts;
  }

  /** How many agents' parts name no session. */
  static int partsWithoutSession(Trace trace) {
    return (int)
        byAgentAndSession(trace).keySet().stream()
            .filter(owner -> owner.session().isEmpty())
            .count();
  }

  private record Owner(Optional<String> agent, Optional<String> session) {}

  private static Map<Owner, List<Span>> byAgentAndSession(Trace trace) {
    Map<Owner, List<Span>> parts = new LinkedHashMap<>();
    for (Span span : trace.getSpans()) {
      Owner owner = new Owner(span.getAgentId(), span.getSessionId());
      parts.computeIfAbsent(owner, o -> new ArrayList<>()).add(span);
    }
    return parts;
  }

  private static SessionTrace part(Trace trace, String agent, String session, List<Span> spans) {
    return SessionTrace.newBuilder()
        .setProject(trace.getProject())
        .setAgent(agent)
        .setSessionId(session)
        .setTraceId(trace.getTraceId())
        .setTraceClosedAt(trace.getClosedAt())
        .setUserId(spans.stream().flatMap(s -> s.getUserId().stream()).findFirst().orElse(null))
        .setEnvironment(
            spans.stream().flatMap(s -> s.getEnvironment().stream()).findFirst().orElse(null))
        .setServiceName(
            spans.stream().flatMap(s -> s.getServiceName().stream()).findFirst().orElse(null))
        .setTags(spans.stream().flatMap(s -> s.getTags().stream()).distinct().sorted().toList())
        .setStartUnixNano(spans.get(0).getStartUnixNano())
        .setEndUnixNano(latestEnd(spans))
        .setMessages(Conversation.of(spans))
        .setDigest(Digests.of(spans))
        .setDroppedSpans(trace.getDroppedSpans())
        .build();
  }

  private static List<String> agents(List<Span> spans) {
    return spans.stream().flatMap(span -> span.getAgentId().stream()).distinct().toList();
  }

  private static long latestEnd(List<Span> spans) {
    return spans.stream().mapToLong(Span::getEndUnixNano).max().orElseThrow();
  }
}
