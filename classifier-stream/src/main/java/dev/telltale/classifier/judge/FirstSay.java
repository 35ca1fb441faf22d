// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.classifier.sample.Sampling;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a question before a language model is asked, and so without a call that costs:
 * nothing, or the offline judge's answer, and whether it stands. Pure.
 *
 * @param answer the offline judge's; absent where it was not asked
 * @param next what follows
 */
public record FirstSay(@Nullable Answer answer, Next next) {
  /** What follows. */
  enum Next {
    /** The answer stands. */
    STANDS,
    /** The answer is sure, and the language model is asked if it agrees. */
    CHECK,
    /** The language model has to answer. */
    ASK
  }

  /** Nobody was asked: the language model has to answer. */
  static FirstSay nothing() {
    return new FirstSay(null, Next.ASK);
  }

  /** The offline judge's answer to a cascade's question. */
  static FirstSay ofCascade(Question question, Answer answer) {
    double sure = SignalHistory.confidence(question.version());
    if (!(answer.verdict() instanceof Answer.Labelled) || probability(answer) < sure) {
      return new FirstSay(answer, Next.ASK);
    }
    boolean check =
        Sampling.checks(
            SignalKey.of(question.signal().definition()).text(),
            question.request().getTargetId(),
            question.version().getCheckPercent());
    return new FirstSay(answer, check ? Next.CHECK : Next.STANDS);
  }

  /** The answer, where the language model is left out. */
  Optional<Answer> standing() {
    return next == Next.STANDS ? Optional.ofNullable(answer) : Optional.empty();
  }

  /**
   * What is said in the end.
   *
   * @param asked the language model's answer, or why it was not asked
   */
  Answer ending(Answer asked) {
    if (answer == null || !isUnchecked(asked)) {
      return asked;
    }
    // The offline judge was sure: a check that could not be made takes no label away. What the call
    // cost is on the label all the same, as budgets are counted from labels.
    return new Answer(
        answer.verdict(),
        answer.provider(),
        answer.model(),
        answer.promptHash(),
        asked.inputTokens(),
        asked.outputTokens(),
        asked.cost());
  }

  /** Notes on a label what the offline judge said, where the language model was to be asked too. */
  Label noted(Label label, Answer asked) {
    if (answer == null || next == Next.STANDS) {
      return label;
    }
    Label.Builder noted = Label.newBuilder(label);
    offlineValue().ifPresent(noted::setOfflineValue);
    noted.setOfflineProbability(probability(answer));
    noted.setCheck(next == Next.CHECK && !isUnchecked(asked));
    return noted.build();
  }

  /** How the question of a cascade ended; empty for signals with one judge. */
  Optional<CascadeEnd> end(Answer asked) {
    if (answer == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (next) {
          case STANDS -> CascadeEnd.OFFLINE;
          case ASK -> CascadeEnd.LLM;
          case CHECK -> isUnchecked(asked) ? CascadeEnd.UNCHECKED : CascadeEnd.CHECKED;
        });
  }

  private boolean isUnchecked(Answer asked) {
    return next == Next.CHECK && !(asked.verdict() instanceof Answer.Labelled);
  }

  private Optional<String> offlineValue() {
    return answer != null && answer.verdict() instanceof Answer.Labelled labelled
        ? Optional.of(labelled.value())
        : Optional.empty();
  }

  private static double probability(Answer answer) {
    Double probability = null;
    if (answer.verdict() instanceof Answer.Labelled labelled) {
      probability = labelled.probability();
    } else if (answer.verdict() instanceof Answer.Failed failed) {
      probability = failed.probability();
    }
    return probability == null ? 0 : probability;
  }
}
