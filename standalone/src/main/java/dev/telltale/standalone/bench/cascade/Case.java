// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.cascade;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.sample.Sampling;
import dev.telltale.schemas.signal.SignalKey;
import org.jspecify.annotations.Nullable;

/**
 * A target that the offline judge was asked about, and what the language model would say.
 *
 * @param truth what stands for the language model's answer
 * @param said the offline judge's answer; null when it came to none
 * @param probability of that answer
 * @param position where the target stands among those that might be checked, 0 to 1
 * @param inputTokens of the language model's prompt
 */
record Case(
    String truth, @Nullable String said, double probability, double position, long inputTokens) {
  static Case of(Question question, String truth, Answer answer, long inputTokens) {
    String said = null;
    Double probability = null;
    if (answer.verdict() instanceof Answer.Labelled labelled) {
      said = labelled.value();
      probability = labelled.probability();
    }
    return new Case(
        truth,
        said,
        probability == null ? 0 : probability,
        Sampling.checkPosition(
            SignalKey.of(question.signal().definition()).text(), question.request().getTargetId()),
        inputTokens);
  }

  boolean isSure(double confidence) {
    return said != null && probability >= confidence;
  }

  boolean isRight() {
    return truth.equals(said);
  }
}
