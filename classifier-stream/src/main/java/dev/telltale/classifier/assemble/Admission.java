// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;

/**
 * How much of a trace's caps a span may use. Most of them are for everybody; the rest is kept for
 * what tells how the trace ended: errors, then the last model calls, and last the root.
 *
 * <p>Of model calls that come when the ordinary part is full, the latest few are kept: each makes
 * the earliest of them go. A root may make all of them go.
 */
enum Admission {
  /** Any span. */
  ORDINARY(0.9),
  /** A span that failed. */
  ERROR(0.95),
  /** A model call. */
  CALL(1),
  /** A span without a parent. */
  ROOT(1);

  /** How many model calls are kept when the ordinary part is full. */
  static final int LAST_CALLS = 8;

  private final double share;

  Admission(double share) {
    this.share = share;
  }

  static Admission of(Span span) {
    if (span.getParentSpanId().isEmpty()) {
      return ROOT;
    }
    if (span.getKind() == SpanKind.LLM) {
      return CALL;
    }
    return span.getError() ? ERROR : ORDINARY;
  }

  /** True when a trace of that size has room for one more span. */
  boolean fits(int spans, long bytes, int more, TraceRules rules) {
    // The first span is taken, whatever its size: else there would be no trace to tell of.
    return spans == 0
        || (spans + 1 <= Math.ceil(rules.maxSpans() * share)
            && bytes + more <= rules.maxBytes() * share);
  }

  /** True when it may take the place of model calls that were kept as the last ones. */
  boolean replacesCalls() {
    return this == CALL || this == ROOT;
  }
}
