// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.JudgeRules;
import dev.telltale.classifier.judge.llm.LlmSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How requests are judged.
 *
 * @param concurrency requests judged at a time, 1 or more
 * @param backfillConcurrency requests of backfills judged at a time beside them, 1 or more
 * @param drain how long a stop waits for requests under way
 * @param offlineLead how far the offline judge's best outcome must be ahead of the second, 0 to 1
 * @param llm the language model, if there is one
 * @param rules how questions are put, and how many
 */
public record JudgeConfig(
    int concurrency,
    int backfillConcurrency,
    Duration drain,
    double offlineLead,
    Optional<LlmSettings> llm,
    JudgeRules rules) {
  /** Refuses a judge that could not work. */
  public JudgeConfig {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: 1 or more)");
    }
    if (backfillConcurrency < 1) {
      throw new IllegalArgumentException(
          "backfillConcurrency: " + backfillConcurrency + " (expected: 1 or more)");
    }
    if (!(offlineLead >= 0 && offlineLead <= 1)) {
      throw new IllegalArgumentException("offlineLead: " + offlineLead + " (expected: 0..1)");
    }
  }

  /** A quarter of what is live: {@code concurrency} requests at a time, and one at least. */
  public static int backfillShare(int concurrency) {
    return Math.max(1, concurrency / 4);
  }

  /**
   * Eight at a time, two of backfills, 20 s, a lead of 0.2, no language model, the rules' defaults.
   */
  public static JudgeConfig defaults() {
    return new JudgeConfig(
        8, backfillShare(8), Duration.ofSeconds(20), 0.2, Optional.empty(), JudgeRules.defaults());
  }
}
