// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.classifier.judge.llm.LlmMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MeteredLlmTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MeteredLlm metrics = new MeteredLlm(registry);

  @Test
  void everyCallIsCountedByProviderAndModelWithWhatItTook() {
    metrics.call("openai", "m", "ok", Duration.ofMillis(300));
    metrics.call("openai", "m", "rate_limited", Duration.ofMillis(10));
    metrics.used("openai", "m", 1_000, 50, Optional.of(0.25));
    metrics.used("openai", "unpriced", 10, 5, Optional.empty());

    assertThat(
            registry
                .get("telltale.judge.llm.calls")
                .tags("provider", "openai", "model", "m", "result", "rate_limited")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("telltale.judge.llm.call").tag("model", "m").timer().count())
        .isEqualTo(2);
    assertThat(
            registry
                .get("telltale.judge.llm.tokens")
                .tags("model", "m", "kind", "input")
                .counter()
                .count())
        .isEqualTo(1_000);
    assertThat(registry.get("telltale.judge.llm.cost.usd").tag("model", "m").counter().count())
        .isCloseTo(0.25, within(1e-9));
    assertThat(registry.find("telltale.judge.llm.cost.usd").tag("model", "unpriced").counter())
        .isNull();
  }

  @Test
  void aCircuitIsStillKnownWhenWhatNobodyKeepsIsGone() {
    AtomicReference<LlmMetrics.Circuit> state = new AtomicReference<>(LlmMetrics.Circuit.CLOSED);
    metrics.provider("openai", state::get);
    WeakReference<Object> nobodys = new WeakReference<>(new Object());
    while (nobodys.get() != null) {
      System.gc();
    }

    assertThat(circuit("closed")).isEqualTo(1);
  }

  @Test
  void aCircuitIsInOneStateAndTheWaitIsThereBeforeAnybodyWaits() {
    AtomicReference<LlmMetrics.Circuit> state = new AtomicReference<>(LlmMetrics.Circuit.CLOSED);
    metrics.provider("openai", state::get);

    assertThat(circuit("closed")).isEqualTo(1);
    assertThat(circuit("open")).isZero();
    state.set(LlmMetrics.Circuit.OPEN);
    assertThat(circuit("closed")).isZero();
    assertThat(circuit("open")).isEqualTo(1);
    assertThat(registry.get("telltale.judge.llm.wait").tag("provider", "openai").timer().count())
        .isZero();
  }

  private double circuit(String state) {
    return registry.get("telltale.judge.llm.circuit").tag("state", state).gauge().value();
  }
}
