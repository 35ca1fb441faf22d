// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.gateway.intake.IntakeResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class BridgeTest {
  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void aKafkaThatIsAwayDoesNotEndIt() {
    try (Bridge bridge =
        bridge(
            () -> {
              opened.incrementAndGet();
              throw new KafkaException("away");
            })) {
      assertThat(bridge.hasEnded()).isFalse();
      bridge.start();

      await().until(() -> opened.get() >= 2);
      assertThat(bridge.hasEnded()).isFalse();
      assertThat(bridge.isHealthy()).isTrue();
    }
  }

  @Test
  void anErrorThatNoNewAttemptGetsOverEndsIt() {
    try (Bridge bridge =
        bridge(
            () -> {
              throw new NoClassDefFoundError("a broken installation");
            })) {
      bridge.start();

      await().dontCatchUncaughtExceptions().until(bridge::hasEnded);
      assertThat(bridge.isHealthy()).isFalse();
    }
  }

  private static Bridge bridge(Supplier<Consumer<byte[], byte[]>> consumers) {
    return new Bridge(
        new BridgeSettings(List.of("otlp_spans"), Encoding.AUTO, "default"),
        consumers,
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
        "dead",
        (project, spans) -> new CompletableFuture<IntakeResult>(),
        new NoBridgeMetrics());
  }

  private static final class NoBridgeMetrics implements BridgeMetrics {
    @Override
    public void read() {}

    @Override
    public void stored(int spans, int rejected) {}

    @Override
    public void deadLetter(Fault fault) {}

    @Override
    public void postponed() {}

    @Override
    public void restarted() {}

    @Override
    public void lag(long records) {}
  }
}
