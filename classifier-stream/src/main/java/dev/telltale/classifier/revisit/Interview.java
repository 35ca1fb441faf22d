// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.RunState;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The part of a run in which the judge is asked. Only a few questions are with the judge at a time:
 * who changes his mind pays for no more than these. Used once, by one thread.
 */
final class Interview {
  private static final int UNDER_WAY = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Questions judge;
  private final Deque<JudgeRequest> questions;
  private final RunLabels verdicts;
  private final RunAccount account;
  private final Map<Id, Label> answered = new LinkedHashMap<>();
  private final Set<Id> underWay = new HashSet<>();
  private long heard = System.nanoTime();

  /** A question's identity in its run. */
  private record Id(String targetId, int version) {
    static Id of(JudgeRequest request) {
      return new Id(request.getTargetId(), request.getSignals().get(0).getVersion());
    }
  }

  Interview(
      Questions judge, Deque<JudgeRequest> questions, RunLabels verdicts, RunAccount account) {
    this.judge = judge;
    this.questions = questions;
    this.verdicts = verdicts;
    this.account = account;
  }

  /**
   * Asks until all is answered; a run that nobody wants any more is ended.
   *
   * @return true when all is answered
   * @throws RunFailure when no answer comes
   */
  boolean until(Supplier<Wish> wish) {
    take(verdicts.soFar());
    while (wish.get() == Wish.GO_ON) {
      ask();
      if (questions.isEmpty() && underWay.isEmpty()) {
        return true;
      }
      account.tell();
      take(verdicts.next());
      if (System.nanoTime() - heard > PATIENCE.toNanos()) {
        throw new RunFailure(
            "no verdict for "
                + PATIENCE.toMinutes()
                + " minutes, "
                + (questions.size() + underWay.size())
                + " are missing (is a judge running?)");
      }
    }
    if (wish.get() == Wish.CANCEL) {
      account.end(RunState.CANCELLED, "");
    }
    return false;
  }

  /** The verdicts so far, one for each question. */
  Collection<Label> answers() {
    return answered.values();
  }

  private void ask() {
    while (underWay.size() < UNDER_WAY && !questions.isEmpty()) {
      JudgeRequest question = questions.removeFirst();
      if (answered.containsKey(Id.of(question))) {
        // An earlier instance asked it, and its answer is counted already.
        account.asked();
      } else {
        judge.ask(question);
        underWay.add(Id.of(question));
        account.asked();
      }
    }
  }

  private void take(List<Label> labels) {
    for (Label label : labels) {
      Id id = new Id(label.getTargetId(), label.getVersion());
      if (answered.putIfAbsent(id, label) == null) {
        underWay.remove(id);
        account.answered(label);
        heard = System.nanoTime();
      }
    }
  }
}
