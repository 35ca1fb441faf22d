// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What was measured of one case, over all of its phases. May be used from any thread. */
final class Measured {
  private static final long LONGEST_MICROS = 60_000_000;
  private static final double NANOS = 1e9;
  private static final double MICROS_A_MILLISECOND = 1e3;

  private final Histogram micros = new ConcurrentHistogram(1, LONGEST_MICROS, 3);
  private final AtomicLong spans = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile long nanos;
  private volatile long cpuNanos;

  /** A payload was acknowledged. */
  void acknowledged(Payload payload, long tookNanos) {
    spans.addAndGet(payload.spans());
    bytes.addAndGet(payload.recordBytes());
    micros.recordValue(Math.max(1, Math.min(LONGEST_MICROS, tookNanos / 1000)));
  }

  /** A payload was not. */
  void failed() {
    failures.incrementAndGet();
  }

  /** A phase is over. */
  synchronized void phase(long tookNanos, long tookCpuNanos) {
    nanos += tookNanos;
    cpuNanos += tookCpuNanos;
  }

  long spans() {
    return spans.get();
  }

  long failures() {
    return failures.get();
  }

  double spansPerSecond() {
    return spans.get() * NANOS / nanos;
  }

  double megabytesPerSecond() {
    return bytes.get() * NANOS / nanos / 1e6;
  }

  double cpuSecondsPerMillion() {
    return cpuNanos / NANOS / spans.get() * 1e6;
  }

  double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS_A_MILLISECOND;
  }
}
