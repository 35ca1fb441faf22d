// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.google.protobuf.ByteString;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanEvent;
import dev.telltale.schemas.span.SpanLink;
import dev.telltale.schemas.span.SpanStatus;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every span of OpenTelemetry has, whoever wrote it: ids, times, status, events, links. */
final class Shape {
  private static final HexFormat HEX = HexFormat.of();

  private Shape() {}

  static void read(io.opentelemetry.proto.trace.v1.Span span, Span.Builder canonical) {
    long start = span.getStartTimeUnixNano();
    List<SpanLink> links = links(span);
    canonical
        .setTraceId(hex(span.getTraceId()))
        .setSpanId(hex(span.getSpanId()))
        .setParentSpanId(parent(span.getParentSpanId()))
        .setName(span.getName())
        .setOtlpKind(span.getKindValue())
        .setStartUnixNano(start)
        .setEndUnixNano(Math.max(start, span.getEndTimeUnixNano()))
        .setStatus(status(span.getStatus()))
        .setStatusMessage(emptyToNull(span.getStatus().getMessage()))
        .setTraceState(emptyToNull(span.getTraceState()))
        .setEvents(span.getEventsList().stream().map(Shape::event).toList())
        .setLinks(links)
        .setDroppedAttributes(unsigned(span.getDroppedAttributesCount()))
        .setDroppedEvents(unsigned(span.getDroppedEventsCount()))
        .setDroppedLinks(
            (int)
                Math.min(
                    Integer.MAX_VALUE,
                    (long) unsigned(span.getDroppedLinksCount())
                        + span.getLinksCount()
                        - links.size()));
  }

  private static SpanEvent event(io.opentelemetry.proto.trace.v1.Span.Event event) {
    return SpanEvent.newBuilder()
        .setName(event.getName())
        .setTimeUnixNano(event.getTimeUnixNano())
        .setAttributes(Attributes.all(event.getAttributesList()))
        .setDroppedAttributes(unsigned(event.getDroppedAttributesCount()))
        .build();
  }

  private static List<SpanLink> links(io.opentelemetry.proto.trace.v1.Span span) {
    List<SpanLink> links = new ArrayList<>(span.getLinksCount());
    for (io.opentelemetry.proto.trace.v1.Span.Link link : span.getLinksList()) {
      if (link.getTraceId().size() == 16 && link.getSpanId().size() == 8) {
        links.add(
            SpanLink.newBuilder()
                .setTraceId(hex(link.getTraceId()))
                .setSpanId(hex(link.getSpanId()))
                .setTraceState(emptyToNull(link.getTraceState()))
                .setAttributes(Attributes.all(link.getAttributesList()))
                .setDroppedAttributes(unsigned(link.getDroppedAttributesCount()))
                .build());
      }
    }
    return links;
  }

  private static SpanStatus status(Status status) {
    return switch (status.getCode()) {
      case STATUS_CODE_OK -> SpanStatus.OK;
      case STATUS_CODE_ERROR -> SpanStatus.ERROR;
      default -> SpanStatus.UNSET;
    };
  }

  /** Some clients send zeros for a root. */
  private static @Nullable String parent(ByteString id) {
    String hex = hex(id);
    return hex.chars().allMatch(c -> c == '0') ? null : hex;
  }

  private static String hex(ByteString id) {
    return HEX.formatHex(id.toByteArray());
  }

  /** An unsigned count as a signed one; what does not fit becomes the highest. */
  private static int unsigned(int count) {
    return count < 0 ? Integer.MAX_VALUE : count;
  }

  static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
