// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Hands a question to the judge that its signal names. Of a cascade, {@link #firstSay} asks the
 * offline judge, and the rest the language model.
 */
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
  public FirstSay firstSay(Question question) {
    return question.version().getJudge() == JudgeKind.CASCADE
        ? FirstSay.ofCascade(question, offline.judge(question))
        : FirstSay.nothing();
  }

  @Override
  public Answer judge(Question question) {
    if (isOffline(question)) {
      return offline.judge(question);
    }
    return llm.map(judge -> judge.judge(question)).orElseGet(JudgeByKind::noModel);
  }

  @Override
  public List<Answer> judgeAll(List<Question> questions) {
    IdentityHashMap<Question, Answer> answers = new IdentityHashMap<>();
    for (boolean isOffline : new boolean[] {true, false}) {
      List<Question> own = questions.stream().filter(q -> isOffline(q) == isOffline).toList();
      if (!own.isEmpty()) {
        List<Answer> given = judgeAll(isOffline, own);
        for (int i = 0; i < own.size(); i++) {
          answers.put(own.get(i), given.get(i));
        }
      }
    }
    return questions.stream().map(answers::get).map(Objects::requireNonNull).toList();
  }

  @Override
  public Optional<String> outOfReach(SignalVersion version) {
    return version.getJudge() == JudgeKind.OFFLINE
        ? offline.outOfReach(version)
        : llm.flatMap(judge -> judge.outOfReach(version));
  }

  private static boolean isOffline(Question question) {
    return question.version().getJudge() == JudgeKind.OFFLINE;
  }

  private List<Answer> judgeAll(boolean isOffline, List<Question> questions) {
    if (isOffline) {
      return offline.judgeAll(questions);
    }
    return llm.map(judge -> judge.judgeAll(questions))
        .orElseGet(() -> questions.stream().map(question -> noModel()).toList());
  }

  private static Answer noModel() {
    return Answer.without(new Answer.Skipped(Answer.SkipReason.NO_MODEL), "", "");
  }
}
