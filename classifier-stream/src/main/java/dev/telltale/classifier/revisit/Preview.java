// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.dispatch.Requests;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Judges the most recent targets of a signal for somebody who waits for it. Only a few questions
 * are with the judge at a time: who changes his mind pays for no more than these.
 */
final class Preview implements Procedure {
  /** No longer than its verdicts are kept. */
  private static final Duration STALE = Duration.ofHours(1);

  private final SignalCatalog catalog;
  private final PastTargets past;
  private final Transcripts transcripts;
  private final Questions judge;
  private final Function<Run, RunLabels> labels;
  private final InstantSource time;

  Preview(
      SignalCatalog catalog,
      PastTargets past,
      Transcripts transcripts,
      Questions judge,
      Function<Run, RunLabels> labels,
      InstantSource time) {
    this.catalog = catalog;
    this.past = past;
    this.transcripts = transcripts;
    this.judge = judge;
    this.labels = labels;
    this.time = time;
  }

  /** What is asked about each target. */
  private record Asked(SignalHistory signal, List<SignalVersion> versions, long offset) {}

  @Override
  public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
    if (run.getRequestedAt().plus(STALE).isBefore(time.instant())) {
      throw new RunFailure("no classifier took it up within an hour; ask again");
    }
    account.tell();
    Asked asked = asked(run);
    Picking picking = new Picking(run, asked.signal, asked.versions.get(0));
    Deque<JudgeRequest> questions = new ArrayDeque<>();
    boolean all =
        past.each(
            run,
            asked.signal.definition().getScope(),
            picking,
            () -> {
              account.looked(picking);
              account.tell();
              return wish.get() != Wish.GO_ON;
            },
            target -> questions.addAll(questions(run, asked, target)));
    account.looked(picking);
    if (wish.get() == Wish.GO_ON && questions.isEmpty()) {
      account.end(
          RunState.COMPLETED,
          picking.whyNone()
              + (all ? "" : "; it looked at the last " + picking.scanned() + " only"));
      return;
    }
    try (RunLabels verdicts = labels.apply(run)) {
      if (new Interview(judge, questions, verdicts, account).until(wish)) {
        account.end(RunState.COMPLETED, "");
      }
    }
  }

  private Asked asked(Run run) {
    Signals signals = catalog.upTo(run.getDefinitionsOffset());
    SignalKey key = new SignalKey(run.getProject(), run.getAgent(), run.getSignal());
    SignalHistory signal =
        signals.get(key).orElseThrow(() -> new RunFailure("signal " + key.text() + " is gone"));
    List<SignalVersion> versions = new ArrayList<>();
    versions.add(version(signal, run.getVersion()));
    run.getAgainst().ifPresent(number -> versions.add(version(signal, number)));
    return new Asked(signal, versions, signals.offset());
  }

  private static SignalVersion version(SignalHistory signal, int number) {
    return signal
        .version(number)
        .orElseThrow(
            () ->
                new RunFailure(
                    "signal " + signal.definition().getSignal() + " has no version " + number));
  }

  /** One request a version: a judge that takes all signals of a request at once knows no two. */
  private List<JudgeRequest> questions(Run run, Asked asked, Target target) {
    var transcript = transcripts.render(target.messages().get(), target.incomplete());
    return asked.versions.stream()
        .map(
            version ->
                Requests.of(
                        target,
                        List.of(
                            new OpenSignal(
                                run.getSignal(), version.getVersion(), run.getSampleRate())),
                        asked.offset,
                        transcript)
                    .setOrigin(Origin.PREVIEW)
                    .setRunId(run.getRunId())
                    .setRequestedAt(time.instant())
                    .build())
        .toList();
  }
}
