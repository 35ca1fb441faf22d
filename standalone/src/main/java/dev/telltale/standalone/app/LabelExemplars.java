// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.alert.app.LabelCounting;
import dev.telltale.schemas.label.Label;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the trace of a label beside the counter of labels, as an exemplar: a scraper that takes
 * OpenMetrics leads from a number to one of the traces behind it. A label of a session has no trace
 * and makes none. For any thread.
 */
final class LabelExemplars implements LabelCounting, SpanContext {
  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");

  /** Prometheus takes a label without a value for one that is not there. */
  private static final String NO_SPAN = "";

  // Not static: it is this object's, of which a process has one.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Label> counted = new ThreadLocal<>();

  /** A registry whose exemplars are the labels that are counted through this object. */
  PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(
        PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, this);
  }

  @Override
  public void count(Label label, Runnable increment) {
    counted.set(label);
    try {
      increment.run();
    } finally {
      counted.remove();
    }
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    Label label = counted.get();
    return label == null
        ? null
        : label.getTraceId().filter(id -> TRACE.matcher(id).matches()).orElse(null);
  }

  /** The span that was judged, else the first one that the judge leaned on. */
  @Override
  public @Nullable String getCurrentSpanId() {
    Label label = counted.get();
    return label == null
        ? null
        : label
            .getSpanId()
            .or(() -> label.getEvidence().stream().findFirst())
            .filter(id -> SPAN.matcher(id).matches())
            .orElse(NO_SPAN);
  }

  @Override
  public boolean isCurrentSpanSampled() {
    return getCurrentTraceId() != null;
  }

  @Override
  public void markCurrentSpanAsExemplar() {}
}
