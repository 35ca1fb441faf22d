// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;
import java.util.Optional;

/**
 * Says whether somebody is there to judge a signal. One that nobody can judge is never active: it
 * would only make failures.
 *
 * @param llmConfigured whether the judge has a language model
 */
public record Activation(boolean llmConfigured) {
  private static final int FEWEST_EXAMPLES = 2;

  /**
   * Why a signal may not be active.
   *
   * @param field the field to change
   */
  public record Refusal(String field, String message) {}

  /** The reason to refuse a signal as it newly is, if there is one. */
  Optional<Refusal> refusal(SignalDefinition definition) {
    SignalHistory history = new SignalHistory(definition);
    return refusal(history, history.version());
  }

  /** The reason why nobody could judge a version, if there is one. */
  public Optional<Refusal> refusal(SignalHistory history, SignalVersion version) {
    if (version.getJudge() != JudgeKind.OFFLINE && !llmConfigured) {
      return Optional.of(
          new Refusal(
              "judge",
              Words.of(version.getJudge())
                  + ", and no language model is configured (expected: telltale.judge.llm.base-url"
                  + " to be set, or examples for judge: offline)"));
    }
    if (version.getJudge() == JudgeKind.LLM || version.getHeadRun().isPresent()) {
      return Optional.empty();
    }
    List<String> poor =
        history.outcomes(version).stream()
            .filter(outcome -> count(version, outcome) < FEWEST_EXAMPLES)
            .map(outcome -> count(version, outcome) + " for " + outcome)
            .toList();
    return poor.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "examples",
                String.join(", ", poor)
                    + " (expected: at least "
                    + FEWEST_EXAMPLES
                    + " for every outcome, or judge: llm)"));
  }

  private static long count(SignalVersion version, String outcome) {
    return version.getExamples().stream().map(Example::getOutcome).filter(outcome::equals).count();
  }
}
