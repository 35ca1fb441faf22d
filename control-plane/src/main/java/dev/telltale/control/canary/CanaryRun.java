// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A canary, and how far it is.
 *
 * @param progress empty until a classifier has taken it up
 */
public record CanaryRun(Run run, Optional<RunProgress> progress) {
  private static final String BETWEEN = " + ";

  SignalKey signal() {
    return new SignalKey(run.getProject(), run.getAgent(), run.getSignal());
  }

  Instant requestedAt() {
    return run.getRequestedAt();
  }

  /** How far it is. */
  public RunState state() {
    return progress.map(RunProgress::getState).orElse(RunState.PENDING);
  }

  boolean hasEnded() {
    return state() != RunState.PENDING && state() != RunState.RUNNING;
  }

  /** What came of it; empty as long as it has not compared anything. */
  public Optional<JudgeAgreement> agreement() {
    return progress
        .filter(at -> at.getState() == RunState.COMPLETED)
        .flatMap(RunProgress::getAgreement)
        .filter(agreement -> agreement.getCompared() > 0);
  }

  /** Who judged, one or more. */
  List<String> judges() {
    return agreement()
        .map(
            agreement ->
                List.of(agreement.getJudge().split(java.util.regex.Pattern.quote(BETWEEN), -1)))
        .orElse(List.of());
  }

  List<String> alike() {
    return progress.map(RunProgress::getAlike).orElse(List.of());
  }

  List<String> unlike() {
    return progress.map(RunProgress::getUnlike).orElse(List.of());
  }
}
