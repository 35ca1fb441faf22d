// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.signal.JudgeKind;
import java.util.Optional;

/** Hands a question to the judge that its signal names. */
public final class JudgeByKind implements Judge {
  private final Judge offline;
  private final Optional<Judge> llm;

  /**
   * Takes the judges; without a language model, signals that want one are skipped with that reason.
   */
  public JudgeByKind(Judge offline, Optional<Judge> llm) {
    this.offline = offline;
    this.llm = llm;
  }

  @Override
  public Answer judge(Question question) {
    if (question.version().getJudge() == JudgeKind.OFFLINE) {
      return offline.judge(question);
    }
    return llm.map(judge -> judge.judge(question))
        .orElseGet(() -> Answer.without(new Answer.Skipped(Answer.SkipReason.NO_MODEL), "", ""));
  }
}
