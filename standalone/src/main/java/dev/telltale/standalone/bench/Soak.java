// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A steady load for minutes: what is accepted is stored, and memory does not grow. */
final class Soak {
  private static final double MEBIBYTE = 1024 * 1024;
  private static final long SAID_EVERY = Duration.ofSeconds(10).toNanos();

  private final Rig rig;
  private final Load load;
  private int mostInFlight;
  private long saidAt;

  Soak(Rig rig, Load load) {
    this.rig = rig;
    this.load = load;
  }

  /**
   * Sends.
   *
   * @param rate spans a second
   */
  void run(
      Sender sender,
      List<Payload> payloads,
      double rate,
      Duration time,
      Figures figures,
      PrintWriter said)
      throws InterruptedException {
    double heapBefore = heapAfterCollection();
    long storedBefore = rig.stored();
    Measured measured = new Measured();
    load.open(
        sender,
        payloads,
        rate,
        elapsed -> {
          mostInFlight = Math.max(mostInFlight, load.inFlight());
          if (elapsed - saidAt >= SAID_EVERY) {
            saidAt = elapsed;
            said.printf(
                Locale.ROOT,
                "telltale: soak %d s: %,d spans, %d requests in flight, heap %.0f MiB%n",
                elapsed / 1_000_000_000,
                measured.spans(),
                load.inFlight(),
                heap());
            said.flush();
          }
          return elapsed < time.toNanos();
        },
        measured);
    long stored = rig.stored() - storedBefore;
    figures.add("soak", "spans_per_second", measured.spansPerSecond(), "spans/s");
    figures.add("soak", "ack_p50_ms", measured.millis(50), "ms");
    figures.add("soak", "ack_p99_ms", measured.millis(99), "ms");
    figures.count("soak", "accepted_spans", measured.spans(), "spans");
    figures.count("soak", "stored_spans", stored, "spans");
    figures.count("soak", "failed_requests", measured.failures(), "requests");
    figures.count("soak", "in_flight_most", mostInFlight, "requests");
    figures.count("soak", "in_flight_end", load.inFlight(), "requests");
    figures.add("soak", "heap_start_mib", heapBefore, "MiB");
    figures.add("soak", "heap_end_mib", heapAfterCollection(), "MiB");
  }

  private static double heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
  }

  private static double heapAfterCollection() {
    ManagementFactory.getMemoryMXBean().gc();
    return heap();
  }
}
