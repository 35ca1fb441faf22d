// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.Estimate;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs without a broker: each has ended as soon as it is written, with two targets: of one the
 * version in question says true and another says false, of the other neither says anything.
 */
public final class AnsweredRuns implements RunLog {
  private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  /** With a backfill that was cancelled. */
  public AnsweredRuns() {
    Run cancelled =
        Run.newBuilder()
            .setRunId("0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c02")
            .setKind(RunKind.BACKFILL)
            .setProject("default")
            .setAgent("support")
            .setSignal("refund-asked")
            .setVersion(1)
            .setFrom(AT)
            .setTo(AT.plusSeconds(60))
            .setSampleRate(100)
            .setRequestedAt(AT)
            .setCancelled(true)
            .build();
    runs.put(cancelled.getRunId(), cancelled);
  }

  @Override
  public void start() {}

  @Override
  public List<Run> runs() {
    return List.copyOf(runs.values());
  }

  @Override
  public Optional<Run> run(String runId) {
    return Optional.ofNullable(runs.get(runId));
  }

  @Override
  public boolean isReadSince(Instant time) {
    return true;
  }

  @Override
  public void forget(String runId) {
    runs.remove(runId);
  }

  @Override
  public Optional<RunProgress> progress(String runId) {
    return run(runId)
        .map(
            run ->
                RunProgress.newBuilder()
                    .setRunId(runId)
                    .setState(
                        run.getKind() == RunKind.BACKFILL ? RunState.CANCELLED : RunState.COMPLETED)
                    .setScanned(2)
                    .setMatched(2)
                    .setSampled(2)
                    .setDispatched(labels(runId).size())
                    .setLabelled(labels(runId).size() / 2)
                    .setFailed(labels(runId).size() / 2)
                    .setEstimate(
                        run.getKind() == RunKind.ESTIMATE
                            ? Estimate.newBuilder()
                                .setQuestions(2)
                                .setInputTokens(1_624L)
                                .setOutputTokens(62L)
                                .setCost(0.0008)
                                .build()
                            : null)
                    .setAt(AT)
                    .build());
  }

  @Override
  public List<Label> labels(String runId) {
    List<Label> labels = new ArrayList<>();
    run(runId)
        .ifPresent(
            run -> {
              labels.addAll(verdicts(run, run.getVersion()));
              run.getAgainst().ifPresent(version -> labels.addAll(verdicts(run, version)));
            });
    return labels;
  }

  @Override
  public boolean isMissing(String group) {
    return false;
  }

  @Override
  public void write(Run run) {
    runs.put(run.getRunId(), run);
  }

  @Override
  public void close() {}

  private static List<Label> verdicts(Run run, int version) {
    return List.of(
        verdict(run, version, "5b8aa5a2d2c872e8321cf37308d69df2")
            .setOutcome(Outcome.LABELLED)
            .setValue(Boolean.toString(version == run.getVersion()))
            .setSentiment(Sentiment.NEGATIVE)
            .setRationale("They ask for their money.")
            .setEvidence(List.of("051581bf3cb55c13"))
            .setProbability(0.9)
            .setInputTokens(812L)
            .setOutputTokens(31L)
            .setCost(0.0004)
            .build(),
        verdict(run, version, "6b8aa5a2d2c872e8321cf37308d69df2")
            .setOutcome(Outcome.FAILED)
            .setReason("undecided")
            .build());
  }

  private static Label.Builder verdict(Run run, int version, String traceId) {
    return Label.newBuilder()
        .setLabelId(traceId + version)
        .setProject(run.getProject())
        .setAgent(run.getAgent())
        .setSignal(run.getSignal())
        .setVersion(version)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(traceId)
        .setTraceId(traceId)
        .setRevision(1)
        .setTargetStart(AT)
        .setTargetEnd(AT)
        .setOrigin(Origin.PREVIEW)
        .setRunId(run.getRunId())
        .setJudgeProvider("openai")
        .setJudgeModel("small")
        .setDecidedAt(AT);
  }
}
