// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

/**
 * How runs are done.
 *
 * @param questionsAhead so many questions of a backfill are with the judge at a time, 1 or more
 * @param tariff what questions take
 */
public record RunSettings(int questionsAhead, Tariff tariff) {
  /** Refuses runs that could ask nothing. */
  public RunSettings {
    if (questionsAhead < 1) {
      throw new IllegalArgumentException(
          "questionsAhead: " + questionsAhead + " (expected: 1 or more)");
    }
  }

  /** 32 questions, and nobody knows a price. */
  public static RunSettings defaults() {
    return new RunSettings(32, Tariff.UNKNOWN);
  }
}
