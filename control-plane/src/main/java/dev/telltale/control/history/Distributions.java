// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Counts what signals' targets were labelled, one question at a time, so that what is held in
 * memory is bounded. May be used from any thread.
 */
public final class Distributions {
  private final LabelSource labels;
  private final Duration patience;
  private final Semaphore turn = new Semaphore(1, true);

  /**
   * Makes it; nothing is read yet.
   *
   * @param patience how long a question waits for its turn
   */
  public Distributions(LabelSource labels, Duration patience) {
    this.labels = labels;
    this.patience = patience;
  }

  /**
   * Reads and counts.
   *
   * @throws HistoryException when the labels cannot be read here or now
   * @throws IllegalArgumentException when there are too many targets
   */
  public Distribution of(Question question) {
    takeTurn();
    try {
      TargetFold fold = new TargetFold(question);
      // A verdict is written after its target began, by a clock that may be behind the agent's.
      long records =
          labels.each(
              question.signal(), question.axis().from().minus(TargetFold.MARGIN), fold::take);
      return fold.distribution(records);
    } finally {
      turn.release();
    }
  }

  private void takeTurn() {
    try {
      if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new HistoryException(
            "other labels are being counted (try again when that is done)", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HistoryException("interrupted", e);
    }
  }
}
