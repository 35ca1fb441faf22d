// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import com.google.protobuf.ByteString;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanEvent;
import dev.telltale.schemas.span.SpanLink;
import dev.telltale.schemas.span.SpanStatus;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes OTLP of canonical spans. Normalized again it gives the same spans, but for project, time of
 * arrival and the version of the mapping. A pure function; may be used from any thread.
 */
public final class SpanExport {
  private SpanExport() {}

  /** What spans of one request have in common. */
  private record Source(Resource resource, InstrumentationScope scope) {}

  /** One request with all spans; those of one resource and scope stand together. */
  public static ExportTraceServiceRequest request(List<Span> spans) {
    Map<Source, ScopeSpans.Builder> sources = new LinkedHashMap<>();
    for (Span span : spans) {
      Source source = new Source(resource(span), scope(span));
      sources
          .computeIfAbsent(source, s -> ScopeSpans.newBuilder().setScope(s.scope()))
          .addSpans(otlp(span));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    sources.forEach(
        (source, ofScope) ->
            request.addResourceSpans(
                ResourceSpans.newBuilder().setResource(source.resource()).addScopeSpans(ofScope)));
    return request.build();
  }

  private static Resource resource(Span span) {
    return Resource.newBuilder().addAllAttributes(CanonicalAttributes.ofResource(span)).build();
  }

  private static InstrumentationScope scope(Span span) {
    return InstrumentationScope.newBuilder()
        .setName(span.getScopeName().orElse(""))
        .setVersion(span.getScopeVersion().orElse(""))
        .build();
  }

  private static io.opentelemetry.proto.trace.v1.Span otlp(Span span) {
    return io.opentelemetry.proto.trace.v1.Span.newBuilder()
        .setTraceId(bytes(span.getTraceId()))
        .setSpanId(bytes(span.getSpanId()))
        .setParentSpanId(bytes(span.getParentSpanId().orElse("")))
        .setTraceState(span.getTraceState().orElse(""))
        .setName(span.getName())
        .setKindValue(span.getOtlpKind())
        .setStartTimeUnixNano(span.getStartUnixNano())
        .setEndTimeUnixNano(span.getEndUnixNano())
        .setStatus(
            Status.newBuilder()
                .setCode(status(span.getStatus()))
                .setMessage(span.getStatusMessage().orElse("")))
        .addAllAttributes(CanonicalAttributes.ofSpan(span))
        .setDroppedAttributesCount(span.getDroppedAttributes())
        .addAllEvents(span.getEvents().stream().map(SpanExport::event).toList())
        .setDroppedEventsCount(span.getDroppedEvents())
        .addAllLinks(span.getLinks().stream().map(SpanExport::link).toList())
        .setDroppedLinksCount(span.getDroppedLinks())
        .build();
  }

  private static io.opentelemetry.proto.trace.v1.Span.Event event(SpanEvent event) {
    return io.opentelemetry.proto.trace.v1.Span.Event.newBuilder()
        .setName(event.getName())
        .setTimeUnixNano(event.getTimeUnixNano())
        .addAllAttributes(Values.all(event.getAttributes()))
        .setDroppedAttributesCount(event.getDroppedAttributes())
        .build();
  }

  private static io.opentelemetry.proto.trace.v1.Span.Link link(SpanLink link) {
    return io.opentelemetry.proto.trace.v1.Span.Link.newBuilder()
        .setTraceId(bytes(link.getTraceId()))
        .setSpanId(bytes(link.getSpanId()))
        .setTraceState(link.getTraceState().orElse(""))
        .addAllAttributes(Values.all(link.getAttributes()))
        .setDroppedAttributesCount(link.getDroppedAttributes())
        .build();
  }

  private static Status.StatusCode status(SpanStatus status) {
    return switch (status) {
      case OK -> Status.StatusCode.STATUS_CODE_OK;
      case ERROR -> Status.StatusCode.STATUS_CODE_ERROR;
      case UNSET -> Status.StatusCode.STATUS_CODE_UNSET;
    };
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
