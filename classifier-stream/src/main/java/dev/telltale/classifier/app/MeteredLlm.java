// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.llm.LlmMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The calls to language models under {@code telltale_judge_llm_…}: every call, also those whose
 * answer is asked for again, so that tokens and cost are what the provider's bill has.
 */
final class MeteredLlm implements LlmMetrics {
  private final MeterRegistry registry;

  MeteredLlm(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void provider(String provider, Supplier<Circuit> circuit) {
    for (Circuit state : Circuit.values()) {
      Gauge.builder("telltale.judge.llm.circuit", circuit, c -> c.get() == state ? 1 : 0)
          .tags("provider", provider, "state", state.name().toLowerCase(Locale.ROOT))
          // Nobody else keeps the supplier.
          .strongReference(true)
          .register(registry);
    }
    wait(provider);
  }

  @Override
  public void call(String provider, String model, String result, Duration took) {
    registry
        .counter("telltale.judge.llm.calls", "provider", provider, "model", model, "result", result)
        .increment();
    registry.timer("telltale.judge.llm.call", "provider", provider, "model", model).record(took);
  }

  @Override
  public void used(String provider, String model, long input, long output, Optional<Double> cost) {
    tokens(provider, model, "input", input);
    tokens(provider, model, "output", output);
    cost.ifPresent(
        dollars ->
            registry
                .counter("telltale.judge.llm.cost.usd", "provider", provider, "model", model)
                .increment(dollars));
  }

  @Override
  public void waited(String provider, Duration wait) {
    wait(provider).record(wait);
  }

  private void tokens(String provider, String model, String kind, long tokens) {
    registry
        .counter("telltale.judge.llm.tokens", "provider", provider, "model", model, "kind", kind)
        .increment((double) tokens);
  }

  private Timer wait(String provider) {
    return registry.timer("telltale.judge.llm.wait", "provider", provider);
  }
}
