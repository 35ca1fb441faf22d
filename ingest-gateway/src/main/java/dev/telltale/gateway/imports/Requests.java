// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.List;

/** OTLP around spans. */
final class Requests {
  private Requests() {}

  /** For files that know no scope: it tells which shape they had. */
  static ExportTraceServiceRequest of(String shape, List<SpanDraft> spans) {
    return of(
        new AttributeDraft(),
        InstrumentationScope.newBuilder().setName("telltale.import." + shape).build(),
        spans);
  }

  static ExportTraceServiceRequest of(
      AttributeDraft resource, InstrumentationScope scope, List<SpanDraft> spans) {
    ScopeSpans.Builder ofScope = ScopeSpans.newBuilder().setScope(scope);
    spans.forEach(span -> ofScope.addSpans(span.build()));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(resource.build()))
                .addScopeSpans(ofScope))
        .build();
  }
}
