// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
  private final OffsetTracker tracker = new OffsetTracker();

  @Test
  void whatMayBeCommittedIsEverythingBelowTheFirstThatIsNotDone() {
    tracker.take(5);
    tracker.take(6);
    tracker.take(9);

    tracker.complete(6);
    assertThat(tracker.committable()).isEmpty();
    tracker.complete(5);
    assertThat(tracker.committable()).hasValue(7);
    assertThat(tracker.committable()).isEmpty();
    tracker.complete(9);
    assertThat(tracker.committable()).hasValue(10);
    assertThat(tracker.size()).isZero();
  }
}
