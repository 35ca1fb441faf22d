// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/**
 * A span while a shape gathers it: ids and times of any form, attributes by OpenInference's keys.
 */
final class SpanDraft {
  static final String KIND = "openinference.span.kind";
  static final String INPUT = "input.value";
  static final String OUTPUT = "output.value";

  /** Times that the file does not have: they only keep the order. */
  private static final String TIME_SYNTHESISED = "source.time_synthesised";

  final AttributeDraft attributes = new AttributeDraft();
  private final Span.Builder span = Span.newBuilder();

  private SpanDraft(SourceId trace, SourceId own) {
    span.setTraceId(trace.bytes()).setSpanId(own.bytes());
  }

  /** A span with the file's own ids; what they were is kept where they cannot be. */
  static SpanDraft of(String traceId, String spanId) {
    return within(traceId, spanId).original("source.span_id", SourceId.span(spanId));
  }

  /** A span of a trace in the file that has no id there; the given text stands for it. */
  static SpanDraft within(String traceId, String madeUpId) {
    SourceId trace = SourceId.trace(traceId);
    return new SpanDraft(trace, SourceId.span(madeUpId)).original("source.trace_id", trace);
  }

  /** A span whose trace has no id in the file either; the given texts stand for both. */
  static SpanDraft withoutIds(String traceId, String spanId) {
    return new SpanDraft(SourceId.trace(traceId), SourceId.span(spanId));
  }

  private SpanDraft original(String key, SourceId id) {
    attributes.putText(key, id.original());
    return this;
  }

  /** The parent's id in the file; an empty one is none. */
  SpanDraft parent(String id) {
    if (!id.isEmpty()) {
      span.setParentSpanId(SourceId.span(id).bytes());
    }
    return this;
  }

  SpanDraft name(String name) {
    span.setName(AttributeDraft.text(name));
    return this;
  }

  /** Start and end; a span without an end ends as it starts. */
  SpanDraft times(JsonNode start, JsonNode end) throws UnreadableException {
    long from = SourceTime.unixNano(start, "start time");
    return times(from, AttributeDraft.isAbsent(end) ? from : SourceTime.unixNano(end, "end time"));
  }

  SpanDraft times(long startUnixNano, long endUnixNano) {
    span.setStartTimeUnixNano(startUnixNano).setEndTimeUnixNano(endUnixNano);
    return this;
  }

  SpanDraft timesSynthesised(long startUnixNano, long endUnixNano) {
    attributes.putFlag(TIME_SYNTHESISED);
    return times(startUnixNano, endUnixNano);
  }

  SpanDraft failed(String message) {
    span.setStatus(
        Status.newBuilder()
            .setCode(Status.StatusCode.STATUS_CODE_ERROR)
            .setMessage(AttributeDraft.text(message)));
    return this;
  }

  Span.Builder otlp() {
    return span;
  }

  Span build() {
    return span.addAllAttributes(attributes.build()).build();
  }
}
