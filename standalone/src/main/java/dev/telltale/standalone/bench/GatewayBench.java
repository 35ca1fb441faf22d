// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the gateway can do on this machine, beside what a bare producer can: the same Kafka, the
 * same process, by turns, so that noise hits all alike.
 */
public final class GatewayBench {
  private static final String BENCH = "gateway";
  private static final String BARE = "producer";
  private static final String SOAKED = "http-protobuf";
  private static final List<String> SENDERS = List.of(SOAKED, "http-json", "grpc");
  private static final int REQUESTS = 64;
  private static final int ROUNDS = 4;

  /** The compiler takes its time with so much code. */
  private static final Duration WARM_UP = Duration.ofSeconds(12);

  private static final int MOST_REQUESTS = 200;
  private static final double SOAK_SHARE = 0.8;
  private static final Duration DECODE = Duration.ofSeconds(10);

  private final Settings settings;
  private final PrintWriter said;

  /**
   * What to do.
   *
   * @param time how long each case is measured, once in a closed and once in an open loop
   * @param spansPerRequest of generated traffic
   * @param connections how many generated requests are under way in a closed loop
   * @param rate of the open loop, spans a second
   * @param traffic recorded requests to measure with too
   * @param senders which ways to send are measured beside the bare producer; none for all
   * @param soak how long to soak; zero for not at all
   */
  public record Settings(
      Duration time,
      int spansPerRequest,
      int connections,
      int rate,
      Optional<Path> traffic,
      List<String> senders,
      Duration soak) {
    /** Refuses what would measure nothing. */
    public Settings {
      senders = List.copyOf(senders);
      positive("--seconds", time.toSeconds());
      positive("--spans-per-request", spansPerRequest);
      positive("--connections", connections);
      positive("--rate", rate);
      if (!SENDERS.containsAll(senders)) {
        throw new IllegalArgumentException(
            "--only: " + senders + " (expected: of " + SENDERS + ")");
      }
      if (!soak.isZero() && !senders.isEmpty() && !senders.contains(SOAKED)) {
        throw new IllegalArgumentException("--soak: without " + SOAKED + " (expected: with it)");
      }
      if (soak.isNegative()) {
        throw new IllegalArgumentException("--soak: " + soak + " (expected: minutes)");
      }
    }

    private static void positive(String option, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(option + ": " + value + " (expected: 1 or more)");
      }
    }
  }

  /** One way to send one traffic. */
  private record Case(
      String name,
      Sender sender,
      boolean bare,
      List<Payload> payloads,
      Measured closed,
      Measured open) {}

  /**
   * Makes a benchmark.
   *
   * @param said hears how far it is
   */
  public GatewayBench(Settings settings, PrintWriter said) {
    this.settings = settings;
    this.said = said;
  }

  /**
   * Measures.
   *
   * @param folder for Kafka's data
   */
  public Figures run(Path folder) throws IOException, InterruptedException {
    Figures figures = new Figures(BENCH);
    say("starting Kafka and a gateway");
    try (Rig rig = new Rig(folder);
        Load load = new Load(Runtime.getRuntime().availableProcessors())) {
      List<Payloads> traffic = traffic(rig);
      traffic.forEach(payloads -> describe(payloads, figures));
      Map<String, Case> cases = cases(rig, traffic);
      closed(load, cases.values());
      open(load, cases.values());
      report(cases, figures);
      for (Payloads payloads : traffic) {
        new DecodeBench(payloads).run(atMost(DECODE), figures, said);
      }
      if (!settings.soak().isZero()) {
        soak(rig, load, cases, figures);
      }
    }
    return figures;
  }

  private List<Payloads> traffic(Rig rig) {
    List<Payloads> traffic = new ArrayList<>();
    traffic.add(Payloads.generated(REQUESTS, settings.spansPerRequest(), rig.topic(), rig.codec()));
    settings
        .traffic()
        .ifPresent(file -> traffic.add(Payloads.recorded(file, rig.topic(), rig.codec())));
    return traffic;
  }

  private static void describe(Payloads payloads, Figures figures) {
    String name = "traffic" + payloads.suffix();
    figures.add(name, "protobuf_bytes_per_span", payloads.protobufBytesPerSpan(), "B");
    figures.add(name, "record_bytes_per_span", payloads.recordBytesPerSpan(), "B");
    figures.add(
        name, "spans_per_request", payloads.spans() / (double) payloads.all().size(), "spans");
    figures.add(name, "compression_ratio", payloads.compressionRatio(), "ratio");
  }

  private Map<String, Case> cases(Rig rig, List<Payloads> traffic) {
    Map<String, Case> cases = new LinkedHashMap<>();
    for (Payloads payloads : traffic) {
      rig.senders()
          .forEach(
              (sender, how) -> {
                if (!isMeasured(sender)) {
                  return;
                }
                String name = sender + payloads.suffix();
                cases.put(
                    name,
                    new Case(
                        name,
                        how,
                        sender.equals(BARE),
                        payloads.all(),
                        new Measured(),
                        new Measured()));
              });
    }
    return cases;
  }

  /** A short run is short in all of its parts. */
  private Duration atMost(Duration time) {
    return settings.time().compareTo(time) < 0 ? settings.time() : time;
  }

  private boolean isMeasured(String sender) {
    return sender.equals(BARE)
        || settings.senders().isEmpty()
        || settings.senders().contains(sender);
  }

  private void closed(Load load, Iterable<Case> cases) throws InterruptedException {
    for (int round = 0; round <= ROUNDS; round++) {
      Duration slice = round == 0 ? atMost(WARM_UP) : settings.time().dividedBy(ROUNDS);
      for (Case one : cases) {
        Measured into = round == 0 ? new Measured() : one.closed();
        long before = into.spans();
        load.closed(
            one.sender(),
            one.payloads(),
            lanes(one),
            slice,
            one.bare() ? Cpu::process : Cpu::withoutLoad,
            into);
        say(
            "%s %s: %,d spans/s",
            round == 0 ? "warm-up" : "round " + round + " of " + ROUNDS,
            one.name(),
            (into.spans() - before) * 1000 / slice.toMillis());
      }
    }
  }

  /**
   * As many spans are under way whatever the size of a request, within what a gateway lets wait;
   * for the bare producer twice as many, so that it is never kept waiting.
   */
  private int lanes(Case one) {
    int spans = one.payloads().stream().mapToInt(Payload::spans).sum();
    int underWay = settings.connections() * settings.spansPerRequest();
    int requests = Math.max(1, underWay * one.payloads().size() / spans);
    return one.bare() ? 2 * requests : Math.min(requests, MOST_REQUESTS);
  }

  private void open(Load load, Iterable<Case> cases) throws InterruptedException {
    long slice = settings.time().dividedBy(2).toNanos();
    for (int round = 1; round <= 2; round++) {
      for (Case one : cases) {
        load.open(
            one.sender(), one.payloads(), settings.rate(), elapsed -> elapsed < slice, one.open());
        say("open loop %d of 2 %s: p99 %.1f ms", round, one.name(), one.open().millis(99));
      }
    }
  }

  private void report(Map<String, Case> cases, Figures figures) {
    cases.forEach(
        (name, one) -> {
          Case bare = cases.get(name.endsWith("-tau") ? BARE + "-tau" : BARE);
          double rate = one.closed().spansPerSecond();
          figures.add(name, "spans_per_second", rate, "spans/s");
          figures.add(name, "mb_per_second", one.closed().megabytesPerSecond(), "MB/s");
          if (bare != null) {
            figures.add(name, "ratio_to_producer", rate / bare.closed().spansPerSecond(), "ratio");
          }
          figures.add(name, "cpu_seconds_per_million", one.closed().cpuSecondsPerMillion(), "s");
          figures.add(name, "open_loop_spans_per_second", one.open().spansPerSecond(), "spans/s");
          figures.add(name, "ack_p50_ms", one.open().millis(50), "ms");
          figures.add(name, "ack_p99_ms", one.open().millis(99), "ms");
          figures.count(
              name, "failed_requests", one.closed().failures() + one.open().failures(), "requests");
        });
  }

  private void soak(Rig rig, Load load, Map<String, Case> cases, Figures figures)
      throws InterruptedException {
    Case one = Objects.requireNonNull(cases.get(SOAKED));
    double rate = one.closed().spansPerSecond() * SOAK_SHARE;
    say("soak: %,.0f spans/s for %d min", rate, settings.soak().toMinutes());
    new Soak(rig, load).run(one.sender(), one.payloads(), rate, settings.soak(), figures, said);
  }

  private void say(String format, Object... values) {
    said.println("telltale: " + String.format(Locale.ROOT, format, values));
    said.flush();
  }
}
