// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.telltale.control.command.Definitions;
import dev.telltale.control.manifest.Words;
import dev.telltale.control.run.Distribution;
import dev.telltale.control.run.Flips;
import dev.telltale.control.run.Standing;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.Estimate;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as the API shows it, with what came of it so far. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
    String id,
    String kind,
    String signal,
    @Nullable String scope,
    @Nullable String signalState,
    int version,
    @Nullable Integer against,
    int sampleSize,
    @Nullable Double sampleRate,
    @Nullable Boolean relabel,
    @Nullable Boolean skippedOnly,
    String from,
    String to,
    String requestedAt,
    @Nullable String resumedAt,
    @Nullable String author,
    String state,
    String detail,
    Counts counts,
    List<String> missing,
    @Nullable EstimateView estimate,
    @Nullable DistributionView distribution,
    @Nullable DistributionView distributionAgainst,
    @Nullable FlipsView flips,
    @Nullable AgreementView agreement,
    List<Row> rows) {

  /** How a judge's answers agree with those that are taken for true. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AgreementView(
      String truth, String judge, int compared, int agreed, int undecided, @Nullable Double kappa) {
    static AgreementView of(JudgeAgreement agreement) {
      return new AgreementView(
          agreement.getTruth(),
          agreement.getJudge(),
          agreement.getCompared(),
          agreement.getAgreed(),
          agreement.getUndecided(),
          agreement.getKappa().orElse(null));
    }
  }

  /** How far it is; questions are targets times versions. */
  record Counts(
      long scanned,
      long matched,
      long sampled,
      long labelledBefore,
      long dispatched,
      long labelled,
      long failed,
      long skipped) {
    static Counts of(Optional<RunProgress> progress) {
      return progress
          .map(
              at ->
                  new Counts(
                      at.getScanned(),
                      at.getMatched(),
                      at.getSampled(),
                      at.getLabelledBefore(),
                      at.getDispatched(),
                      at.getLabelled(),
                      at.getFailed(),
                      at.getSkipped()))
          .orElse(new Counts(0, 0, 0, 0, 0, 0, 0, 0));
    }
  }

  /** What a backfill would take; tokens and US dollars where a language model is asked. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EstimateView(
      long questions,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      @Nullable Double cost) {
    static EstimateView of(Estimate estimate) {
      return new EstimateView(
          estimate.getQuestions(),
          estimate.getInputTokens().orElse(null),
          estimate.getOutputTokens().orElse(null),
          estimate.getCost().orElse(null));
    }
  }

  /** Shares are of the targets with a label. */
  record DistributionView(
      int version, List<Distribution.Share> values, Map<String, Integer> withoutLabel) {}

  /** Targets with a label of both versions, and those whose value differs. */
  record FlipsView(int compared, int count, double share, List<FlipView> targets) {}

  /** One of them: the other version's value first. */
  record FlipView(
      String targetId,
      String before,
      String after,
      @Nullable String rationaleBefore,
      @Nullable String rationaleAfter) {
    static FlipView of(Flips.Flip flip) {
      return new FlipView(
          flip.after().getTargetId(),
          flip.before().getValue().orElse(""),
          flip.after().getValue().orElse(""),
          flip.before().getRationale().orElse(null),
          flip.after().getRationale().orElse(null));
    }
  }

  /** A verdict. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String targetId,
      @Nullable String traceId,
      @Nullable String spanId,
      @Nullable String sessionId,
      String targetStart,
      int version,
      String outcome,
      @Nullable String value,
      @Nullable String sentiment,
      @Nullable String reason,
      @Nullable String rationale,
      List<String> evidence,
      @Nullable Double probability,
      String judge,
      String model,
      @Nullable Long inputTokens,
      @Nullable Long outputTokens,
      @Nullable Double cost,
      long latencyMs,
      boolean truncated) {
    static Row of(Label label) {
      return new Row(
          label.getTargetId(),
          label.getTraceId().orElse(null),
          label.getSpanId().orElse(null),
          label.getSessionId().orElse(null),
          label.getTargetStart().toString(),
          label.getVersion(),
          Words.of(label.getOutcome()),
          label.getValue().orElse(null),
          label.getSentiment().map(Words::of).orElse(null),
          label.getReason().orElse(null),
          label.getRationale().orElse(null),
          label.getEvidence(),
          label.getProbability().orElse(null),
          label.getJudgeProvider(),
          label.getJudgeModel(),
          label.getInputTokens().orElse(null),
          label.getOutputTokens().orElse(null),
          label.getCost().orElse(null),
          label.getLatencyMs(),
          label.getTruncated());
    }
  }

  static RunView of(Standing standing, Definitions definitions) {
    Run run = standing.run();
    SignalKey key = new SignalKey(run.getProject(), run.getAgent(), run.getSignal());
    Optional<SignalHistory> signal =
        Optional.ofNullable(definitions.signals().get(key)).map(SignalHistory::new);
    // The most recent first, as they were picked; of one target the version in question first.
    List<Label> labels =
        standing.labels().stream()
            .sorted(
                Comparator.comparing(Label::getTargetStart)
                    .reversed()
                    .thenComparing(Label::getTargetId)
                    .thenComparing(label -> label.getVersion() != run.getVersion()))
            .toList();
    Optional<Integer> against = run.getAgainst();
    List<Label> own = of(labels, run.getVersion());
    boolean preview = run.getKind() == RunKind.PREVIEW;
    return new RunView(
        run.getRunId(),
        Words.of(run.getKind()),
        key.text(),
        signal
            .map(SignalHistory::definition)
            .map(SignalDefinition::getScope)
            .map(Words::of)
            .orElse(null),
        signal.map(SignalHistory::state).map(Words::of).orElse(null),
        run.getVersion(),
        against.orElse(null),
        run.getSampleSize(),
        preview ? null : run.getSampleRate(),
        preview ? null : run.getRelabel(),
        preview ? null : run.getSkippedOnly(),
        run.getFrom().toString(),
        run.getTo().toString(),
        run.getRequestedAt().toString(),
        run.getResumedAt().map(Instant::toString).orElse(null),
        run.getAuthor().orElse(null),
        Words.of(standing.state()),
        standing.progress().map(RunProgress::getDetail).orElse(""),
        Counts.of(standing.progress()),
        standing.missing(),
        standing.progress().flatMap(RunProgress::getEstimate).map(EstimateView::of).orElse(null),
        preview ? distribution(signal, run.getVersion(), own) : null,
        against.map(version -> distribution(signal, version, of(labels, version))).orElse(null),
        against.map(version -> flips(of(labels, version), own)).orElse(null),
        standing.progress().flatMap(RunProgress::getAgreement).map(AgreementView::of).orElse(null),
        labels.stream().map(Row::of).toList());
  }

  private static List<Label> of(List<Label> labels, int version) {
    return labels.stream().filter(label -> label.getVersion() == version).toList();
  }

  private static DistributionView distribution(
      Optional<SignalHistory> signal, int version, List<Label> labels) {
    List<String> outcomes =
        signal
            .flatMap(history -> history.version(version).map(history::outcomes))
            .orElse(List.of());
    Distribution distribution = Distribution.of(outcomes, labels);
    return new DistributionView(version, distribution.values(), distribution.withoutLabel());
  }

  private static FlipsView flips(List<Label> before, List<Label> after) {
    Flips flips = Flips.between(before, after);
    return new FlipsView(
        flips.compared(),
        flips.flips().size(),
        flips.share(),
        flips.flips().stream().map(FlipView::of).toList());
  }
}
