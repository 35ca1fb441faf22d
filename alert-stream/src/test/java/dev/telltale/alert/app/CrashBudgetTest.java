// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CrashBudgetTest {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final CrashBudget budget = new CrashBudget(2, Duration.ofMinutes(10), () -> now);

  @Test
  void afterTooManyCrashesInTheTimeItIsSpent() {
    assertThat(budget.spend()).isTrue();
    assertThat(budget.spend()).isTrue();
    assertThat(budget.spend()).isFalse();
  }

  @Test
  void oldCrashesAreForgiven() {
    budget.spend();
    budget.spend();
    now = now.plus(Duration.ofMinutes(10)).plusMillis(1);

    assertThat(budget.spend()).isTrue();
  }
}
