// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** From an answer to the record that is kept. Pure. */
final class Labels {
  private Labels() {}

  static SignalKey key(JudgeRequest request, OpenSignal open) {
    return new SignalKey(request.getProject(), request.getAgent(), open.getSignal());
  }

  /** Labels that are kept stand under their signal, a preview's under its run. */
  static String recordKey(Label label) {
    return label.getOrigin() == Origin.PREVIEW
        ? label.getRunId().orElse("")
        : new SignalKey(label.getProject(), label.getAgent(), label.getSignal()).text();
  }

  /** The id of the verdict on one of a request's questions. */
  static String id(JudgeRequest request, OpenSignal open) {
    return LabelId.of(
        key(request, open),
        open.getVersion(),
        request.getTargetId(),
        request.getRevision(),
        request.getRelabel() ? request.getRunId() : Optional.empty());
  }

  /**
   * The question that a verdict answers. A run asks again what has failed before, and then its id
   * is the same: the run tells them apart.
   */
  static String question(Label label) {
    return question(label.getOrigin(), label.getRunId(), label.getLabelId());
  }

  /** The same of a question that is put. */
  static String question(JudgeRequest request, OpenSignal open) {
    return question(request.getOrigin(), request.getRunId(), id(request, open));
  }

  private static String question(Origin origin, Optional<String> runId, String labelId) {
    return origin == Origin.BACKFILL ? runId.orElse("") + '/' + labelId : labelId;
  }

  /**
   * The label of a signal that was asked. Whoever judged: an answer that is none of the outcomes is
   * no label, and evidence is what the target has.
   */
  static Label of(
      Question question, OpenSignal open, Answer given, Instant started, Instant decided) {
    Answer answer =
        given.verdict() instanceof Answer.Labelled l ? checked(question, given, l) : given;
    Label.Builder label =
        start(question.request(), open, answer, started, decided)
            .setType(question.signal().definition().getType());
    if (answer.verdict() instanceof Answer.Labelled labelled) {
      label
          .setOutcome(Outcome.LABELLED)
          .setValue(labelled.value())
          .setRationale(labelled.rationale())
          .setEvidence(labelled.evidence())
          .setProbability(labelled.probability())
          .setSentiment(
              question.version().getSentiments().stream()
                  .filter(sentiment -> sentiment.getOutcome().equals(labelled.value()))
                  .map(OutcomeSentiment::getSentiment)
                  .findFirst()
                  .orElse(null));
    }
    return label.build();
  }

  private static Answer checked(Question question, Answer answer, Answer.Labelled labelled) {
    Answer.Verdict verdict = new Answer.Failed(Answer.FailureKind.UNREADABLE, null);
    if (question.outcomes().contains(labelled.value())) {
      Set<String> known = new HashSet<>();
      question.request().getSpanId().ifPresent(known::add);
      question
          .request()
          .getTranscript()
          .getLines()
          .forEach(line -> line.getSpanId().ifPresent(known::add));
      verdict =
          new Answer.Labelled(
              labelled.value(),
              labelled.rationale(),
              labelled.evidence().stream().filter(known::contains).distinct().toList(),
              labelled.probability());
    }
    return new Answer(
        verdict,
        answer.provider(),
        answer.model(),
        answer.promptHash(),
        answer.inputTokens(),
        answer.outputTokens(),
        answer.cost());
  }

  /** The label of a signal that nobody knows any more. */
  static Label unknown(JudgeRequest request, OpenSignal open, Instant started, Instant decided) {
    Answer answer = Answer.without(new Answer.Skipped(Answer.SkipReason.UNKNOWN_SIGNAL), "", "");
    return start(request, open, answer, started, decided).setType(SignalType.BINARY).build();
  }

  private static Label.Builder start(
      JudgeRequest request, OpenSignal open, Answer answer, Instant started, Instant decided) {
    SignalKey key = key(request, open);
    Label.Builder label =
        Label.newBuilder()
            .setLabelId(id(request, open))
            .setProject(key.project())
            .setAgent(key.agent())
            .setSignal(key.signal())
            .setVersion(open.getVersion())
            .setScope(request.getScope())
            .setTargetId(request.getTargetId())
            .setTraceId(request.getTraceId().orElse(null))
            .setSpanId(request.getSpanId().orElse(null))
            .setSessionId(request.getSessionId().orElse(null))
            .setRevision(request.getRevision())
            .setTargetStart(request.getTargetStart())
            .setTargetEnd(request.getTargetEnd())
            .setOrigin(request.getOrigin())
            .setRunId(request.getRunId().orElse(null))
            .setOutcome(Outcome.FAILED)
            .setJudgeProvider(answer.provider())
            .setJudgeModel(answer.model())
            .setPromptHash(answer.promptHash())
            .setRecipe(request.getTranscript().getRecipe())
            .setInputTokens(answer.inputTokens())
            .setOutputTokens(answer.outputTokens())
            .setCost(answer.cost())
            .setLatencyMs(Math.max(0, decided.toEpochMilli() - started.toEpochMilli()))
            .setAttempt(request.getAttempt())
            .setSampleRate(open.getSampleRate())
            .setTruncated(request.getTranscript().getTruncated())
            .setDecidedAt(decided);
    if (answer.verdict() instanceof Answer.Failed failed) {
      label.setReason(word(failed.kind())).setProbability(failed.probability());
    } else if (answer.verdict() instanceof Answer.Later later) {
      label.setReason(word(later.why()));
    } else if (answer.verdict() instanceof Answer.Skipped skipped) {
      label.setOutcome(Outcome.SKIPPED).setReason(word(skipped.reason()));
    }
    return label;
  }

  private static String word(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
