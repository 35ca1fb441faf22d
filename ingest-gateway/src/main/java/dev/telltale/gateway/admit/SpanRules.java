// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import java.util.Optional;

/** What a span must have. All else is taken as it is. */
public final class SpanRules {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private SpanRules() {}

  /**
   * Looks for a reason to turn a span away.
   *
   * @param parentSpanId empty or all zero for a root
   * @param startUnixNano unsigned, as OTLP has it; 0 when missing
   */
  public static Optional<Rejection> rejection(
      byte[] traceId, byte[] spanId, byte[] parentSpanId, long startUnixNano) {
    if (!isId(traceId, TRACE_ID_BYTES)) {
      return Optional.of(Rejection.TRACE_ID);
    }
    if (!isId(spanId, SPAN_ID_BYTES)) {
      return Optional.of(Rejection.SPAN_ID);
    }
    if (parentSpanId.length != 0 && parentSpanId.length != SPAN_ID_BYTES) {
      return Optional.of(Rejection.PARENT_SPAN_ID);
    }
    return startUnixNano > 0 ? Optional.empty() : Optional.of(Rejection.START_TIME);
  }

  private static boolean isId(byte[] id, int bytes) {
    if (id.length != bytes) {
      return false;
    }
    byte any = 0;
    for (byte b : id) {
      any |= b;
    }
    return any != 0;
  }
}
