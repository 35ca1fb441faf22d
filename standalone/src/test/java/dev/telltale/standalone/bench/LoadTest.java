// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final List<Payload> ONE_SPAN =
      List.of(
          new Payload(
              new byte[1], new byte[1], List.of(new ProducerRecord<>("t", "k", new byte[10]))));

  private final Measured measured = new Measured();

  @Test
  void aClosedLoopKeepsSoManyUnderWayAndCountsWhatIsAcknowledged() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    try (Load load = new Load(2)) {
      AtomicInteger most = new AtomicInteger();
      load.closed(
          payload -> {
            most.accumulateAndGet(load.inFlight(), Math::max);
            return sent.incrementAndGet() % 10 == 0
                ? CompletableFuture.failedFuture(new IllegalStateException("busy"))
                : answer(1);
          },
          ONE_SPAN,
          5,
          Duration.ofMillis(300),
          () -> 0,
          measured);

      assertThat(most.get()).isBetween(1, 5);
      assertThat(load.inFlight()).isZero();
    }
    assertThat(measured.failures()).isEqualTo(sent.get() / 10);
    assertThat(measured.spans()).isBetween(1L, (long) sent.get());
  }

  @Test
  void aPauseOfTheServerShowsInAllThatItHeldUp() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    try (Load load = new Load(1)) {
      load.open(
          payload -> {
            if (sent.incrementAndGet() == 1) {
              pause();
            }
            return CompletableFuture.completedFuture(null);
          },
          ONE_SPAN,
          1000,
          elapsed -> sent.get() < 400,
          measured);
    }

    // The first stalled for 200 ms: a quarter of all waited over 100 ms, though
    // each was answered at once when it was sent at last.
    assertThat(measured.spans()).isEqualTo(400);
    assertThat(measured.millis(75)).isGreaterThan(60);
    assertThat(measured.millis(99)).isGreaterThan(150);
  }

  private static CompletableFuture<Void> answer(int afterMillis) {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
