// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import dev.telltale.gateway.limit.Limited;
import dev.telltale.gateway.limit.SpanLimits;
import dev.telltale.gateway.redact.Redacted;
import dev.telltale.gateway.redact.Redactor;
import dev.telltale.schemas.span.Span;
import java.util.function.UnaryOperator;

/**
 * Redacts, then limits, and counts both. In that order, because a secret that a limit has cut in
 * two is found by nobody.
 */
public final class Shield implements UnaryOperator<Span> {
  private final Redactor redactor;
  private final SpanLimits limits;
  private final GatewayMetrics metrics;

  /** Makes a shield; it may be used from any thread. */
  public Shield(Redactor redactor, SpanLimits limits, GatewayMetrics metrics) {
    this.redactor = redactor;
    this.limits = limits;
    this.metrics = metrics;
  }

  /** The span as it may be stored. */
  @Override
  public Span apply(Span span) {
    Redacted redacted = redactor.redact(span);
    redacted.redactions().forEach((rule, count) -> metrics.redacted(count, rule));
    Limited limited = limits.limit(redacted.span());
    limited.exceeded().forEach((limit, count) -> metrics.limited(count, limit));
    return limited.span();
  }
}
