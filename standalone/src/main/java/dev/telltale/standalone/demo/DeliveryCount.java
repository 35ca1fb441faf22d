// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/** An exporter that counts: the SDK tells nobody what became of a batch. For any thread. */
final class DeliveryCount implements SpanExporter {
  private final SpanExporter exporter;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  DeliveryCount(SpanExporter exporter) {
    this.exporter = exporter;
  }

  /** Spans that were acknowledged. */
  long delivered() {
    return delivered.get();
  }

  /** Spans that were not, after the exporter's own attempts. */
  long lost() {
    return lost.get();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> (result.isSuccess() ? delivered : lost).addAndGet(spans.size()));
    return result;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
