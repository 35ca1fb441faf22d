// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DistributionsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Question QUESTION =
      new Question(
          SomeLabels.SIGNAL,
          OptionalInt.empty(),
          Axis.of(NOON, NOON.plus(Duration.ofHours(1)), Unit.HOUR, ZoneOffset.UTC));

  @Test
  void oneQuestionIsAnsweredAtATime() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    Distributions distributions =
        new Distributions(
            (signal, from, taker) -> {
              reading.countDown();
              await(read);
              return 0;
            },
            Duration.ofMillis(10));
    CompletableFuture<Distribution> first =
        CompletableFuture.supplyAsync(() -> distributions.of(QUESTION));
    await(reading);

    assertThatThrownBy(() -> distributions.of(QUESTION))
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("try again");

    read.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).total().labels()).isZero();
    assertThat(distributions.of(QUESTION).buckets()).hasSize(1);
  }

  @Test
  void whatWasWrittenBeforeByASlowerClockIsReadToo() {
    CompletableFuture<Instant> readFrom = new CompletableFuture<>();

    new Distributions(
            (signal, from, taker) -> {
              readFrom.complete(from);
              return 0;
            },
            Duration.ofSeconds(10))
        .of(QUESTION);

    assertThat(readFrom).isCompletedWithValue(NOON.minus(TargetFold.MARGIN));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
