// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import dev.telltale.gateway.otlp.BodyFormat;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Our decoder of OTLP/JSON beside protobuf's, in one thread, by turns. What counts is the thread's
 * processor time: another process's share of the machine is none of theirs.
 */
final class DecodeBench {
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Payloads payloads;
  private volatile Object last = "";

  /** How far one decoder has come. */
  private static final class Pace {
    private long spans;
    private long cpuNanos;
    private int next;

    private double spansPerSecond() {
      return spans * 1e9 / cpuNanos;
    }
  }

  DecodeBench(Payloads payloads) {
    this.payloads = payloads;
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException when the two do not read the same
   */
  void run(Duration time, Figures figures, PrintWriter said) {
    said.println("telltale: decode-json" + payloads.suffix());
    said.flush();
    for (Payload payload : payloads.all()) {
      if (!BodyFormat.JSON
          .read(payload.json())
          .equals(JsonForm.repaired(JsonForm.read(payload.json())))) {
        throw new IllegalStateException("the two decoders read a request differently");
      }
    }
    List<Consumer<byte[]>> decoders =
        List.of(
            json -> last = BodyFormat.JSON.read(json),
            json -> last = JsonForm.repaired(JsonForm.read(json)),
            json -> last = JsonForm.read(json).build());
    List<Pace> paces = List.of(new Pace(), new Pace(), new Pace());
    int slices = (int) Math.max(4, time.dividedBy(SLICE) / decoders.size());
    // The first half warms up.
    for (int slice = -slices; slice < slices; slice++) {
      for (int i = 0; i < decoders.size(); i++) {
        slice(decoders.get(i), slice < 0 ? new Pace() : paces.get(i));
      }
    }
    double ours = paces.get(0).spansPerSecond();
    double theirs = paces.get(1).spansPerSecond();
    String name = "decode-json" + payloads.suffix();
    figures.add(name, "spans_per_second", ours, "spans/s");
    figures.add(name, "jsonformat_spans_per_second", theirs, "spans/s");
    figures.add(name, "ratio_to_jsonformat", ours / theirs, "ratio");
    figures.add(
        name, "ratio_to_jsonformat_with_wrong_ids", ours / paces.get(2).spansPerSecond(), "ratio");
  }

  private void slice(Consumer<byte[]> decoder, Pace pace) {
    long end = System.nanoTime() + SLICE.toNanos();
    long before = THREADS.getCurrentThreadCpuTime();
    while (System.nanoTime() - end < 0) {
      Payload payload = payloads.all().get(pace.next++ % payloads.all().size());
      decoder.accept(payload.json());
      pace.spans += payload.spans();
    }
    pace.cpuNanos += THREADS.getCurrentThreadCpuTime() - before;
  }
}
