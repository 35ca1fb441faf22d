// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private final AtomicLong nanos = new AtomicLong(-1);
  private final Quota spans = new Quota(100, 0, nanos::get);

  @Test
  void withoutALimitThereIsNoPause() {
    Quota none = new Quota(0, 0, nanos::get);

    assertThat(none.take("shop", Integer.MAX_VALUE)).isEmpty();
    assertThat(none.take("shop", Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void whenASecondsWorthIsUsedUpThereIsAPause() {
    assertThat(spans.take("shop", 60)).isEmpty();
    assertThat(spans.take("shop", 40)).isEmpty();

    assertThat(spans.pause("shop")).contains(Duration.ofMillis(10));
    assertThat(spans.take("shop", 1)).contains(Duration.ofMillis(10));
  }

  @Test
  void aRequestOfAnySizePassesAndIsWaitedForAfterwards() {
    assertThat(spans.take("shop", 1100)).isEmpty();

    assertThat(spans.pause("shop")).contains(Duration.ofMillis(10_010));
    passed(Duration.ofSeconds(10));
    assertThat(spans.pause("shop")).contains(Duration.ofMillis(10));
    passed(Duration.ofMillis(10));
    assertThat(spans.pause("shop")).isEmpty();
  }

  @Test
  void overTimeTheRateHoldsHoweverHardItIsTried() {
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      taken += spans.take("shop", 7).isEmpty() ? 7 : 0;
      passed(Duration.ofMillis(1));
    }

    assertThat(taken).isBetween(1000, 1000 + 100 + 7);
  }

  @Test
  void projectsDoNotShareTheirs() {
    spans.take("shop", 100);

    assertThat(spans.pause("shop")).isPresent();
    assertThat(spans.pause("bank")).isEmpty();
  }

  @Test
  void requestsCountEvenWhenTheyAreEmpty() {
    Quota requests = new Quota(0, 2, nanos::get);
    requests.take("shop", 0);
    requests.take("shop", 1000);

    assertThat(requests.take("shop", 0)).contains(Duration.ofMillis(500));
  }

  private void passed(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
