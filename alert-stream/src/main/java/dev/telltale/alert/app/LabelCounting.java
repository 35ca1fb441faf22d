// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.schemas.label.Label;

/**
 * Counts a label in whoever's surroundings: what keeps the counters may want to know which label it
 * was, to name its trace beside the number. Called from any thread.
 */
@FunctionalInterface
public interface LabelCounting {
  /** Counts, and nothing else. */
  LabelCounting ALONE = (label, increment) -> increment.run();

  /**
   * Counts a label.
   *
   * @param increment does it; to be run once, on the calling thread
   */
  void count(Label label, Runnable increment);
}
