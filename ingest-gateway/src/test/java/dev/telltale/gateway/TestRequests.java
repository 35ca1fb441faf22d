// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;

/** Spans as clients send them. */
public final class TestRequests {
  public static final String TRACE_ID = "5b8efff798038103d269b633813fc60c";
  public static final long START = 1_700_000_000_000_000_000L;

  private TestRequests() {}

  /** A valid span; the number makes its id. */
  public static Span.Builder span(int number) {
    return Span.newBuilder()
        .setTraceId(bytes(TRACE_ID))
        .setSpanId(bytes(spanId(number)))
        .setName("chat " + number)
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + 1_000_000);
  }

  /** The id of {@link #span}. */
  public static String spanId(int number) {
    return HexFormat.of().toHexDigits(0xeee1_9b7e_0000_0000L + number);
  }

  public static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static ExportTraceServiceRequest request(Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
        .build();
  }

  public static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
