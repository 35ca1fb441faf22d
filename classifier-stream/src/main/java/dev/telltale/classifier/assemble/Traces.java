// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.classifier.conversation.Conversation;
import dev.telltale.classifier.conversation.Digests;
import dev.telltale.schemas.session.ConversationMessage;
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

  private static final Comparator<Span> BY_MEANING = Comparator.comparing(Admission::of);

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
        .setFirstSeenAt(Instant.ofEpochMilli(open.taken().firstSeen()))
        .setLastSeenAt(Instant.ofEpochMilli(open.taken().lastSeen()))
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
        .setDroppedSpans(open.taken().dropped())
        .build();
  }

  /** The half of a trace's spans that tells most; the others count as dropped. */
  static Trace halved(Trace trace) {
    List<Span> spans = new ArrayList<>(trace.getSpans());
    spans.sort(BY_MEANING.thenComparing(ORDER).reversed());
    List<Span> kept = new ArrayList<>(spans.subList(0, spans.size() / 2));
    kept.sort(ORDER);
    put(trace, "spans", kept);
    put(trace, "droppedSpans", trace.getDroppedSpans() + spans.size() - kept.size());
    return trace;
  }

  /** A trace whose only span is too large for a record: what was said in it is left out. */
  static Trace bare(Trace trace) {
    Span span = trace.getSpans().get(0);
    Span bare =
        Span.newBuilder()
            .setProject(span.getProject())
            .setTraceId(span.getTraceId())
            .setSpanId(span.getSpanId())
            .setParentSpanId(span.getParentSpanId().orElse(null))
            .setName("(too large)")
            .setKind(span.getKind())
            .setStartUnixNano(span.getStartUnixNano())
            .setEndUnixNano(span.getEndUnixNano())
            .setStatus(span.getStatus())
            .setError(span.getError())
            .setTruncatedValues(1)
            .setReceivedAt(span.getReceivedAt())
            .build();
    put(trace, "spans", List.of(bare));
    put(trace, "agents", List.of());
    put(trace, "droppedSpans", trace.getDroppedSpans() + 1);
    return trace;
  }

  /** By position: a builder would copy every span first. */
  private static void put(Trace trace, String field, Object value) {
    trace.put(Trace.getClassSchema().getField(field).pos(), value);
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
              if (owner.hasSession()) {
                parts.add(
                    part(trace, owner.agent().orElseThrow(), owner.session().orElseThrow(), spans));
              }
            });
    return parts;
  }

  /** How many parts are in no session, because they name none, or no agent. */
  static int partsWithoutSession(Trace trace) {
    return (int)
        byAgentAndSession(trace).keySet().stream().filter(owner -> !owner.hasSession()).count();
  }

  private record Owner(Optional<String> agent, Optional<String> session) {
    /** Ids that no key can hold are as good as none. */
    boolean hasSession() {
      return agent.filter(id -> !id.isEmpty()).isPresent()
          && session.filter(id -> !id.isEmpty() && id.indexOf('\0') < 0).isPresent();
    }
  }

  private static Map<Owner, List<Span>> byAgentAndSession(Trace trace) {
    Map<Owner, List<Span>> parts = new LinkedHashMap<>();
    for (Span span : trace.getSpans()) {
      Owner owner = new Owner(span.getAgentId(), span.getSessionId());
      parts.computeIfAbsent(owner, o -> new ArrayList<>()).add(span);
    }
    return parts;
  }

  private static SessionTrace part(Trace trace, String agent, String session, List<Span> spans) {
    List<ConversationMessage> said = Conversation.of(spans);
    List<ConversationMessage> kept =
        MessageBudget.within(List.of(said), MessageBudget.LARGEST_PART).get(0);
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
        .setMessages(kept)
        .setDigest(Digests.of(spans))
        .setDroppedSpans(trace.getDroppedSpans())
        .setDroppedMessages(said.size() - kept.size())
        .build();
  }

  private static List<String> agents(List<Span> spans) {
    return spans.stream().flatMap(span -> span.getAgentId().stream()).distinct().toList();
  }

  private static long latestEnd(List<Span> spans) {
    return spans.stream().mapToLong(Span::getEndUnixNano).max().orElseThrow();
  }
}
