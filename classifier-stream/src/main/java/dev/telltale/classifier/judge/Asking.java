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

  /** One question, what is known of it at first, and when it was put. */
  record Asked(Question question, OpenSignal open, FirstSay first, Instant started) {
    /**
     * Its label.
     *
     * @param answer the language model's, or why it was not asked
     */
    Label label(Answer answer, Instant now) {
      return first.noted(Labels.of(question, open, first.ending(answer), started, now), answer);
    }
  }

  /** A question without an answer for now. */
  record PutOff(Asked asked, Answer answer, Answer.Later later) {
    /** Its label when there are no more attempts. */
    Label givenUp(Instant now) {
      return asked.label(answer, now);
    }
  }

  /**
   * What came of a request.
   *
   * @param labels verdicts to write
   * @param cascades how those of them ended that are of cascades
   * @param putOff questions to ask again later
   * @param spared how many have a verdict in the labels already
   */
  record Heard(List<Label> labels, List<CascadeEnd> cascades, List<PutOff> putOff, int spared) {}

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
    Ending ending = new Ending();
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
        ending.labels.add(Labels.unknown(request, open, started, time.instant()));
        continue;
      }
      Question question = new Question(signal.get(), version.get(), request);
      Asked asked = new Asked(question, open, firstSay(question), started);
      Optional<Answer> unasked = unasked(asked);
      if (unasked.isPresent()) {
        ending.add(asked, unasked.get());
      } else if (joint) {
        together.add(asked);
      } else {
        put(List.of(asked), ending);
      }
    }
    if (!together.isEmpty()) {
      put(together, ending);
    }
    return new Heard(ending.labels, ending.cascades, ending.putOff, spared);
  }

  /** The answer of a question that the language model is not asked, and costs nothing. */
  private Optional<Answer> unasked(Asked asked) {
    return asked
        .first()
        .standing()
        .or(() -> refusal(asked).map(reason -> Answer.without(new Answer.Skipped(reason), "", "")));
  }

  /** Where the offline judge has a fault, the language model answers alone. */
  private FirstSay firstSay(Question question) {
    try {
      return judge.firstSay(question);
    } catch (RuntimeException e) {
      log(question, e);
      return FirstSay.nothing();
    }
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

  private void put(List<Asked> questions, Ending ending) {
    List<Answer> answers = answers(questions.stream().map(Asked::question).toList());
    for (int i = 0; i < questions.size(); i++) {
      Asked asked = questions.get(i);
      Answer answer = answers.get(i);
      hear(asked, answer);
      ending.add(asked, answer);
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
      log(questions.get(0), e);
    }
    Answer failed = Answer.without(new Answer.Failed(Answer.FailureKind.INTERNAL, null), "", "");
    return questions.stream().map(question -> failed).toList();
  }

  private static void log(Question question, RuntimeException e) {
    LOGGER
        .atError()
        .addKeyValue("signal", question.signal().definition().getSignal())
        .addKeyValue("targetId", question.request().getTargetId())
        .setCause(e)
        .log("judge failed");
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

  /** What has come of a request so far. */
  private final class Ending {
    private final List<Label> labels = new ArrayList<>();
    private final List<CascadeEnd> cascades = new ArrayList<>();
    private final List<PutOff> putOff = new ArrayList<>();

    void add(Asked asked, Answer answer) {
      if (asked.first().ending(answer).verdict() instanceof Answer.Later later) {
        putOff.add(new PutOff(asked, answer, later));
      } else {
        labels.add(asked.label(answer, time.instant()));
        asked.first().end(answer).ifPresent(cascades::add);
      }
    }
  }

  private static SignalKey key(Asked asked) {
    return Labels.key(asked.question().request(), asked.open());
  }

  private static String labelId(Asked asked) {
    return Labels.id(asked.question().request(), asked.open());
  }
}
