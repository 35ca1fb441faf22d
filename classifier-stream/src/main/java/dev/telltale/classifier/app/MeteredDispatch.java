// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.dispatch.DispatchMetrics;
import dev.telltale.schemas.serde.UndecodableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The dispatch's counters under {@code telltale_dispatch_…}; all of them exist at 0. */
final class MeteredDispatch implements DispatchMetrics {
  private static final String REQUESTS = "telltale.dispatch.requests";
  private static final String SIGNALS = "telltale.dispatch.signals";
  private static final String NOT_SELECTED = "telltale.dispatch.not.selected";
  private static final String REPEATED = "telltale.dispatch.repeated";

  private final MeterRegistry registry;

  MeteredDispatch(MeterRegistry registry) {
    this.registry = registry;
    List.of("span", "trace", "session")
        .forEach(scope -> registry.counter(REQUESTS, "scope", scope));
    List.of("span", "trace", "session").forEach(scope -> registry.counter(SIGNALS, "scope", scope));
    List.of("filter", "filter_error", "sample")
        .forEach(reason -> registry.counter(NOT_SELECTED, "reason", reason));
    UndecodableException.REASONS.forEach(this::deadLetters);
    List.of("same", "often").forEach(reason -> registry.counter(REPEATED, "reason", reason));
  }

  @Override
  public void dispatched(String scope, int signals) {
    registry.counter(REQUESTS, "scope", scope).increment();
    registry.counter(SIGNALS, "scope", scope).increment(signals);
  }

  @Override
  public void notSelected(String reason) {
    registry.counter(NOT_SELECTED, "reason", reason).increment();
  }

  @Override
  public void repeated(String reason) {
    registry.counter(REPEATED, "reason", reason).increment();
  }

  @Override
  public void undecodable(String topic, String reason) {
    deadLetters(reason).increment();
  }

  private Counter deadLetters(String reason) {
    return registry.counter("telltale.dead.letters", "stage", "dispatch", "reason", reason);
  }
}
