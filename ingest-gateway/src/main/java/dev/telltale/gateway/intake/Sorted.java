// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.admit.SpanRules;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A request's spans: those that pass, as they may be stored, and how many do not, by reason. */
final class Sorted {
  private final List<Span> accepted = new ArrayList<>();
  private final Map<Rejection, Integer> rejected = new EnumMap<>(Rejection.class);
  private final UnaryOperator<Span> shield;
  private boolean anyId;

  Sorted(
      ExportTraceServiceRequest request,
      String project,
      Instant receivedAt,
      SpanNormalizer normalizer,
      UnaryOperator<Span> shield) {
    this.shield = shield;
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            normalizer.source(project, receivedAt, ofResource.getResource(), ofScope.getScope());
        for (io.opentelemetry.proto.trace.v1.Span span : ofScope.getSpansList()) {
          sort(span, source, normalizer);
        }
      }
    }
  }

  static int count(ExportTraceServiceRequest request) {
    int spans = 0;
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        spans += ofScope.getSpansCount();
      }
    }
    return spans;
  }

  List<Span> accepted() {
    return accepted;
  }

  Map<Rejection, Integer> rejected() {
    return rejected;
  }

  int rejectedSpans() {
    return rejected.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** True when there are spans, and none has any id: log records decode to such spans. */
  boolean looksLikeLogs() {
    return !anyId && !rejected.isEmpty();
  }

  /** The reasons, each with its count. */
  String reasons() {
    return rejected.entrySet().stream()
        .map(reason -> reason.getValue() + " because " + reason.getKey().message())
        .collect(Collectors.joining(", "));
  }

  private void sort(
      io.opentelemetry.proto.trace.v1.Span span, SpanSource source, SpanNormalizer normalizer) {
    anyId |= !span.getTraceId().isEmpty() || !span.getSpanId().isEmpty();
    Optional<Rejection> rejection =
        SpanRules.rejection(
            span.getTraceId().toByteArray(),
            span.getSpanId().toByteArray(),
            span.getParentSpanId().toByteArray(),
            span.getStartTimeUnixNano());
    if (rejection.isPresent()) {
      rejected.merge(rejection.get(), 1, Integer::sum);
    } else {
      accepted.add(shield.apply(normalizer.normalize(source, span)));
    }
  }
}
