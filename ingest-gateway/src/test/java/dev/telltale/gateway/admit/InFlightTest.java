// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.gateway.admit.InFlight.Grant;
import dev.telltale.gateway.admit.InFlight.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final InFlight inFlight = new InFlight(100, 3, Duration.ofMinutes(1));

  @Test
  void bytesAreThereUntilTheyAreUsedUp() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Share one = share(end);

    assertThat(ask(one, 60)).isCompletedWithValue(Grant.GIVEN);
    assertThat(ask(one, 40)).isCompletedWithValue(Grant.GIVEN);
    assertThat(inFlight.bytes()).isEqualTo(100);

    end.complete(null);
    assertThat(inFlight.bytes()).isZero();
    assertThat(inFlight.requests()).isZero();
  }

  @Test
  void whoDoesNotFitWaitsInLineUntilSomethingIsGivenBack() {
    Share holder = share(new CompletableFuture<>());
    Share first = share(new CompletableFuture<>());
    Share second = share(new CompletableFuture<>());
    hold(holder, 90);
    CompletableFuture<Grant> large = ask(first, 50);
    CompletableFuture<Grant> small = ask(second, 10);
    assertThat(large).isNotDone();
    assertThat(small).as("nobody passes him who waits").isNotDone();

    holder.giveBack(40);

    assertThat(large).isCompletedWithValue(Grant.GIVEN);
    assertThat(small).isNotDone();
    holder.giveBack(10);
    assertThat(small).isCompletedWithValue(Grant.GIVEN);
    assertThat(inFlight.bytes()).isEqualTo(100);
    assertThat(inFlight.refused()).isZero();
  }

  @Test
  void patienceEnds() {
    InFlight hasty = new InFlight(100, 3, Duration.ofMillis(10));
    Share holder = hasty.begin().orElseThrow();
    hold(holder, 100);
    Share late = hasty.begin().orElseThrow();

    CompletableFuture<Grant> answer = ask(late, 1);

    await().untilAsserted(() -> assertThat(answer).isCompletedWithValue(Grant.NOT_NOW));
    assertThat(hasty.refused()).isEqualTo(1);
    assertThat(hasty.bytes()).isEqualTo(100);
  }

  @Test
  void whatIsLargerThanAllIsNeverGiven() {
    Share one = share(new CompletableFuture<>());
    assertThat(ask(one, 101)).isCompletedWithValue(Grant.NEVER);
    assertThat(ask(one, 100)).isCompletedWithValue(Grant.GIVEN);
    assertThat(ask(one, 1)).as("in parts neither").isCompletedWithValue(Grant.NEVER);
  }

  @Test
  void thereAreOnlySoManyRequests() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    share(end);
    share(new CompletableFuture<>());
    share(new CompletableFuture<>());
    assertThat(inFlight.begin()).isEmpty();
    assertThat(inFlight.refused()).isEqualTo(1);

    end.complete(null);

    assertThat(inFlight.begin()).isPresent();
  }

  @Test
  void aShareEndsWithItsLastUserAndWhoeverWaitedForItIsTold() {
    CompletableFuture<Void> transport = new CompletableFuture<>();
    CompletableFuture<Void> kafka = new CompletableFuture<>();
    Share one = share(transport);
    one.keepUntil(kafka);
    hold(one, 70);
    Share other = share(new CompletableFuture<>());
    hold(other, 20);
    CompletableFuture<Grant> inVain = ask(one, 20);

    transport.complete(null);
    assertThat(inFlight.bytes()).isEqualTo(90);

    kafka.completeExceptionally(new IllegalStateException("a failure is an end too"));
    assertThat(inFlight.bytes()).isEqualTo(20);
    assertThat(inVain).isCompletedWithValue(Grant.NOT_NOW);
    assertThat(one.keepUntil(new CompletableFuture<>())).isFalse();
    assertThat(ask(one, 1)).isCompletedWithValue(Grant.NOT_NOW);
    one.giveBack(70);
    assertThat(inFlight.bytes()).isEqualTo(20);
  }

  @Test
  void nothingIsLostOrGivenTwiceWhenManyComeAtOnce() throws Exception {
    InFlight busy = new InFlight(1000, 1000, Duration.ofMillis(2));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      int seed = i;
      ends.add(CompletableFuture.runAsync(() -> useSome(busy, new Random(seed)), threads));
    }

    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    threads.shutdown();

    await().until(() -> busy.requests() == 0);
    assertThat(busy.bytes()).isZero();
  }

  private static void useSome(InFlight busy, Random random) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    busy.begin()
        .ifPresent(
            share -> {
              share.keepUntil(end);
              int bytes = 1 + random.nextInt(400);
              ask(share, bytes)
                  .thenAccept(
                      grant -> {
                        assertThat(busy.bytes()).isBetween(0L, 1000L);
                        if (grant == Grant.GIVEN) {
                          share.giveBack(random.nextInt(bytes));
                        }
                        end.complete(null);
                      })
                  .join();
            });
  }

  private Share share(CompletableFuture<Void> end) {
    Share share = inFlight.begin().orElseThrow();
    share.keepUntil(end);
    return share;
  }

  private static void hold(Share share, long bytes) {
    assertThat(ask(share, bytes)).isCompletedWithValue(Grant.GIVEN);
  }

  private static CompletableFuture<Grant> ask(Share share, long bytes) {
    return share.ask(bytes).toCompletableFuture();
  }
}
