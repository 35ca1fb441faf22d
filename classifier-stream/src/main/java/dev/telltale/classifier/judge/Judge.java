// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions about conversations. Called from several threads at a time; a call may take
 * minutes.
 */
public interface Judge {
  /** Gives a verdict; whatever goes wrong is a verdict too, so this does not throw for it. */
  Answer judge(Question question);

  /**
   * Gives a verdict for each of several questions about one target, in their order; in one call
   * where that saves something.
   */
  default List<Answer> judgeAll(List<Question> questions) {
    return questions.stream().map(this::judge).toList();
  }

  /**
   * What is known of a question without a call that costs. When that is not all, {@link #judge} and
   * {@link #judgeAll} ask the language model.
   */
  default FirstSay firstSay(Question question) {
    return FirstSay.nothing();
  }

  /**
   * The provider that would be asked for a signal, while it is left alone as too many calls had
   * faults; empty while it is asked.
   */
  default Optional<String> outOfReach(SignalVersion version) {
    return Optional.empty();
  }
}
