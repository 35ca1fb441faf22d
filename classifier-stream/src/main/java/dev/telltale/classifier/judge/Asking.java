// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a request's questions to the judge, those that may be put: not what is answered already, not
 * what is blocked, not what is over its budget. May be used from any thread.
 */
public final class Asking {
  private static final Logger LOGGER = LoggerFactory.getLogger(Asking.class);

  private final SignalCatalog catalog;
  private final Judge judge;
  private final Conditions conditions;
  private final Spending spending;
  private final boolean joint;
  private final InstantSource time;

  /** One question, and when it was put. */
  record Asked(Question question, OpenSignal open, Instant started) {}

  /** A question without an answer for now. */
  record PutOff(Asked asked, Answer answer, Answer.Later later) {
    /** Its label when there are no more attempts. */
    Label givenUp(Instant now) {
      return Labels.of(asked.question(), asked.open(), answer, asked.started(), now);
    }
  }

  /**
   * What came of a request.
   *
   * @param labels verdicts to write
   * @param putOff questions to ask again later
   * @param spared how many have a verdict in the labels already
   */
  record Heard(List<Label> labels, List<PutOff> putOff, int spared) {}

  /** Takes what it needs; {@code joint} asks all questions of a target in one call. */
  public Asking(
      SignalCatalog catalog,
      Judge judge,
      Conditions conditions,
      Spending spending,
      boolean joint,
      InstantSource time) {
    this.catalog = catalog;
    this.judge = judge;
    this.conditions = conditions;
    this.spending = spending;
    this.joint = joint;
    this.time = time;
  }

  /**
   * Asks; may take minutes.
   *
   * @param answered questions whose verdicts stand in the labels already
   */
  Heard ask(JudgeRequest request, Set<String> answered) {
    Signals signals = catalog.upTo(request.getDefinitionsOffset());
    List<Label> labels = new ArrayList<>();
    List<PutOff> putOff = new ArrayList<>();
    List<Asked> together = new ArrayList<>();
    int spared = 0;
    for (OpenSignal open : request.getSignals()) {
      if (answered.contains(Labels.question(request, open))) {
        spared++;
        continue;
      }
      Instant started = time.instant();
      Optional<SignalHistory> signal = signals.get(Labels.key(request, open));
      Optional<SignalVersion> version = signal.flatMap(s -> s.version(open.getVersion()));
      if (signal.isEmpty() || version.isEmpty()) {
        labels.add(Labels.unknown(request, open, started, time.instant()));
        continue;
      }
      Asked asked = new Asked(new Question(signal.get(), version.get(), request), open, started);
      Optional<Answer.SkipReason> reason = refusal(asked);
      if (reason.isPresent()) {
        Answer skipped = Answer.without(new Answer.Skipped(reason.get()), "", "");
        labels.add(Labels.of(asked.question(), open, skipped, started, time.instant()));
      } else if (joint) {
        together.add(asked);
      } else {
        put(List.of(asked), labels, putOff);
      }
    }
    if (!together.isEmpty()) {
      put(together, labels, putOff);
    }
    return new Heard(labels, putOff, spared);
  }

  private Optional<Answer.SkipReason> refusal(Asked asked) {
    SignalVersion version = asked.question().version();
    if (version.getJudge() == JudgeKind.OFFLINE) {
      return Optional.empty();
    }
    SignalKey key = key(asked);
    if (!conditions.admits(key, version.getVersion())) {
      return Optional.of(Answer.SkipReason.BLOCKED);
    }
    Optional<String> exhausted = spending.start(key, labelId(asked));
    exhausted.ifPresentOrElse(
        detail -> conditions.overBudget(key, version.getVersion(), detail),
        () -> conditions.withinBudget(key, version.getVersion()));
    return exhausted.map(detail -> Answer.SkipReason.BUDGET);
  }

  private void put(List<Asked> questions, List<Label> labels, List<PutOff> putOff) {
    List<Answer> answers = answers(questions.stream().map(Asked::question).toList());
    for (int i = 0; i < questions.size(); i++) {
      Asked asked = questions.get(i);
      Answer answer = answers.get(i);
      hear(asked, answer);
      if (answer.verdict() instanceof Answer.Later later) {
        putOff.add(new PutOff(asked, answer, later));
      } else {
        labels.add(
            Labels.of(asked.question(), asked.open(), answer, asked.started(), time.instant()));
      }
    }
  }

  /** A judge's fault is a verdict: thrown on, it would come back with the same request for ever. */
  private List<Answer> answers(List<Question> questions) {
    try {
      List<Answer> answers =
          questions.size() == 1
              ? List.of(judge.judge(questions.get(0)))
              : judge.judgeAll(questions);
      if (answers.size() == questions.size()) {
        return answers;
      }
      LOGGER.atError().addKeyValue("answers", answers.size()).log("judge gave too few or too many");
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .addKeyValue("signal", questions.get(0).signal().definition().getSignal())
          .addKeyValue("targetId", questions.get(0).request().getTargetId())
          .setCause(e)
          .log("judge failed");
    }
    Answer failed = Answer.without(new Answer.Failed(Answer.FailureKind.INTERNAL, null), "", "");
    return questions.stream().map(question -> failed).toList();
  }

  private void hear(Asked asked, Answer answer) {
    Answer.Verdict verdict = answer.verdict();
    if (verdict instanceof Answer.Later || verdict instanceof Answer.Skipped) {
      spending.dropped(labelId(asked));
      return;
    }
    Double cost = answer.cost();
    spending.answered(labelId(asked), cost == null ? 0 : cost);
    if (asked.question().version().getJudge() == JudgeKind.OFFLINE) {
      return;
    }
    int version = asked.question().version().getVersion();
    if (verdict instanceof Answer.Failed failed
        && failed.kind() == Answer.FailureKind.NOT_ALLOWED) {
      conditions.refused(key(asked), version, answer.provider(), answer.model());
    } else if (isFromModel(verdict)) {
      conditions.answered(key(asked), version);
    }
  }

  /** Whether a model has spoken, if not to the point. */
  private static boolean isFromModel(Answer.Verdict verdict) {
    return verdict instanceof Answer.Labelled
        || (verdict instanceof Answer.Failed failed
            && (failed.kind() == Answer.FailureKind.UNREADABLE
                || failed.kind() == Answer.FailureKind.UNDECIDED));
  }

  private static SignalKey key(Asked asked) {
    return Labels.key(asked.question().request(), asked.open());
  }

  private static String labelId(Asked asked) {
    return Labels.id(asked.question().request(), asked.open());
  }
}
