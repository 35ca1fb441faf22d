// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.intake.GatewayMetrics;
import dev.telltale.gateway.intake.OtherSignal;
import dev.telltale.gateway.intake.Transport;
import dev.telltale.gateway.limit.Limit;
import dev.telltale.gateway.publish.PublishFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The counters by name. All of them, with all their reasons, are there from the start, at 0, so
 * that a rate over them is right from the first event on.
 */
final class MicrometerGatewayMetrics implements GatewayMetrics {
  private static final String DROPPED = "telltale.gateway.spans.dropped";

  private final MeterRegistry registry;
  private final Map<Transport, Map<String, Counter>> answers = new EnumMap<>(Transport.class);
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Map<Limit, Counter> limited = new EnumMap<>(Limit.class);
  private final Map<String, Counter> redacted = new HashMap<>();
  private final Map<PublishFailure, Counter> failed = new EnumMap<>(PublishFailure.class);
  private final Map<OtherSignal, Counter> discarded = new EnumMap<>(OtherSignal.class);
  private final Counter bytes;
  private final Counter received;
  private final Counter accepted;
  private final Counter published;
  private final Timer publishing;

  /**
   * Registers everything.
   *
   * @param rules the redactor's
   */
  MicrometerGatewayMetrics(MeterRegistry registry, List<String> rules) {
    this.registry = registry;
    this.bytes =
        counter("telltale.gateway.request.bytes", "Bytes of request bodies, as they came.");
    this.received =
        counter("telltale.gateway.spans.received", "Spans in requests that could be read.");
    this.accepted = counter("telltale.gateway.spans.accepted", "Spans on their way to Kafka.");
    this.published = counter("telltale.gateway.spans.published", "Spans that Kafka acknowledged.");
    this.publishing =
        Timer.builder("telltale.gateway.publish")
            .description("Until Kafka has answered for every span of a request.")
            .publishPercentileHistogram()
            .register(registry);
    for (Transport transport : Transport.values()) {
      Map<String, Counter> counters = new HashMap<>();
      transport.answers().forEach(status -> counters.put(status, answer(transport, status)));
      counters.put(Transport.OTHER, answer(transport, Transport.OTHER));
      answers.put(transport, counters);
    }
    for (Rejection why : Rejection.values()) {
      rejected.put(why, dropped(why.label()));
    }
    for (Limit limit : Limit.values()) {
      limited.put(limit, limited(limit.label()));
    }
    for (String rule : rules) {
      redacted.put(rule, redacted(rule));
    }
    for (PublishFailure why : PublishFailure.values()) {
      failed.put(why, dropped(why.label()));
    }
    for (OtherSignal signal : OtherSignal.values()) {
      discarded.put(signal, discarded(signal.label()));
    }
  }

  @Override
  public void answered(Transport transport, String answer) {
    Map<String, Counter> counters = Objects.requireNonNull(answers.get(transport));
    Counter known = counters.get(answer);
    (known == null ? Objects.requireNonNull(counters.get(Transport.OTHER)) : known).increment();
  }

  @Override
  public void bytes(long count) {
    bytes.increment((double) count);
  }

  @Override
  public void discarded(OtherSignal signal) {
    Objects.requireNonNull(discarded.get(signal)).increment();
  }

  @Override
  public void received(int spans) {
    received.increment(spans);
  }

  @Override
  public void redacted(int places, String rule) {
    Objects.requireNonNull(redacted.get(rule)).increment(places);
  }

  @Override
  public void limited(int parts, Limit limit) {
    Objects.requireNonNull(limited.get(limit)).increment(parts);
  }

  @Override
  public void rejected(int spans, Rejection why) {
    Objects.requireNonNull(rejected.get(why)).increment(spans);
  }

  @Override
  public void accepted(int spans) {
    accepted.increment(spans);
  }

  @Override
  public void published(int spans) {
    published.increment(spans);
  }

  @Override
  public void failed(int spans, PublishFailure why) {
    Objects.requireNonNull(failed.get(why)).increment(spans);
  }

  @Override
  public Runnable publishing() {
    Timer.Sample sample = Timer.start(registry);
    return () -> sample.stop(publishing);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Counter answer(Transport transport, String status) {
    return Counter.builder("telltale.gateway.requests")
        .description("Requests, by what was answered.")
        .tag("transport", transport.label())
        .tag("status", status)
        .register(registry);
  }

  private Counter discarded(String signal) {
    return Counter.builder("telltale.gateway.requests.discarded")
        .description("Requests of other signals that were taken and not kept.")
        .tag("signal", signal)
        .register(registry);
  }

  private Counter redacted(String rule) {
    return Counter.builder("telltale.gateway.redactions")
        .description("Places in spans that a rule found and that were replaced.")
        .tag("rule", rule)
        .register(registry);
  }

  private Counter limited(String reason) {
    return Counter.builder("telltale.gateway.limited")
        .description("Parts of spans that were dropped, cut or replaced: too many or too large.")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter dropped(String reason) {
    return Counter.builder(DROPPED)
        .description("Spans that were rejected, or accepted and not stored.")
        .tag("reason", reason)
        .register(registry);
  }
}
