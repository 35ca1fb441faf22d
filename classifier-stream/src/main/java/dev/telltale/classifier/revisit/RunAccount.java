// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Counts one run, and writes what changed, not too often. One thread at a time. */
final class RunAccount {
  private static final Duration EVERY = Duration.ofMillis(300);

  private final ProgressLog log;
  private final InstantSource time;
  private final RunProgress.Builder progress;
  private Instant writtenAt = Instant.MIN;
  private boolean changed = true;
  private RunState ended = RunState.RUNNING;

  /**
   * Starts to count.
   *
   * @param before how far it was when it was last written; only where it looks is kept of it
   */
  RunAccount(Run run, Optional<RunProgress> before, ProgressLog log, InstantSource time) {
    this.log = log;
    this.time = time;
    this.progress =
        RunProgress.newBuilder()
            .setRunId(run.getRunId())
            .setState(RunState.RUNNING)
            .setEnds(before.map(RunProgress::getEnds).orElse(List.of()))
            .setAt(time.instant());
  }

  void looked(Picking picking) {
    progress.setScanned(picking.scanned());
    progress.setMatched(picking.matched());
    progress.setSampled(picking.picked());
    changed = true;
  }

  /** A canary has read so many labels, and found so many conversations of so many in its set. */
  void looked(long scanned, long found, long set) {
    progress.setScanned(scanned);
    progress.setMatched(found);
    progress.setSampled(set);
    changed = true;
  }

  /** What came of a canary. */
  void compared(Compared compared) {
    progress.setAgreement(compared.agreement());
    progress.setAlike(compared.alike());
    progress.setUnlike(compared.unlike());
    changed = true;
  }

  void asked() {
    change(now -> now.setDispatched(now.getDispatched() + 1));
  }

  /** Changes what is told of it. */
  void change(Consumer<RunProgress.Builder> edit) {
    edit.accept(progress);
    changed = true;
  }

  /** How far it is, as it will be told next. */
  RunProgress now() {
    return RunProgress.newBuilder(progress).build();
  }

  /** Writes that it waits, and for what. */
  void waits(String detail) {
    progress.setState(RunState.PENDING).setDetail(detail);
    write(time.instant());
    progress.setState(RunState.RUNNING).setDetail("");
    changed = true;
  }

  void answered(Label label) {
    if (label.getOutcome() == Outcome.LABELLED) {
      progress.setLabelled(progress.getLabelled() + 1);
    } else if (label.getOutcome() == Outcome.FAILED) {
      progress.setFailed(progress.getFailed() + 1);
    } else {
      progress.setSkipped(progress.getSkipped() + 1);
    }
    changed = true;
  }

  /** What a distillation has come to. */
  void distilled(ByteBuffer head, JudgeAgreement agreement) {
    progress.setHead(head);
    progress.setAgreement(agreement);
    changed = true;
  }

  /** Writes that it is running, when there is something new to tell. */
  void tell() {
    Instant now = time.instant();
    if (changed && !now.isBefore(writtenAt.plus(EVERY))) {
      write(now);
    }
  }

  /** Writes how far it is, new or not. */
  void tellNow() {
    write(time.instant());
  }

  /** Running until its end is written. */
  RunState state() {
    return ended;
  }

  /** Writes its end. */
  void end(RunState state, String detail) {
    progress.setState(state);
    progress.setDetail(detail);
    write(time.instant());
    ended = state;
  }

  private void write(Instant now) {
    progress.setAt(now);
    log.write(progress.build());
    writtenAt = now;
    changed = false;
  }
}
