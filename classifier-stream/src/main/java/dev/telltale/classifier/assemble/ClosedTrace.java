// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.classifier.conversation.Identity;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;

/**
 * A trace as it is written: within what its topic takes, and with each agent's part.
 *
 * @param trace the record
 * @param bytes the record, encoded
 * @param parts of its sessions
 * @param leftOut the ids of spans that the record has no room for
 */
record ClosedTrace(Trace trace, Bytes bytes, List<SessionTrace> parts, Set<String> leftOut) {
  /** What stands beside the record in a batch takes some bytes too. */
  private static final int LARGEST = Topics.TRACES.maxMessageBytes() - 64 * 1024;

  /** Assembles the spans of a trace; they are changed, for they get their identity. */
  static ClosedTrace of(
      List<Span> spans, TraceLife.Open open, TraceRules rules, AvroCodec<Trace> codec) {
    Identity.fill(spans);
    Trace trace = Traces.close(spans, open, rules);
    byte[] bytes = codec.encode(trace);
    while (bytes.length > LARGEST) {
      trace = trace.getSpans().size() > 1 ? Traces.halved(trace) : Traces.bare(trace);
      bytes = codec.encode(trace);
    }
    Set<String> leftOut = new HashSet<>();
    spans.forEach(span -> leftOut.add(span.getSpanId()));
    leftOut.removeAll(trace.getSpans().stream().map(Span::getSpanId).collect(Collectors.toSet()));
    return new ClosedTrace(trace, Bytes.wrap(bytes), Traces.parts(trace), leftOut);
  }
}
