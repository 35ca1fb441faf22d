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
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.CanarySet;
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
 * Has the judge answer again what people have labelled, and says how often both are alike. The
 * questions go where previews go: nothing of it is kept but the comparison.
 */
final class Canary implements Procedure {
  /** No longer than its verdicts are kept. */
  private static final Duration STALE = Duration.ofHours(1);

  private final SignalCatalog catalog;
  private final PastLabels labels;
  private final SeenTargets seen;
  private final Transcripts transcripts;
  private final Questions judge;
  private final Function<Run, RunLabels> verdicts;
  private final InstantSource time;

  Canary(
      SignalCatalog catalog,
      PastLabels labels,
      SeenTargets seen,
      Transcripts transcripts,
      Questions judge,
      Function<Run, RunLabels> verdicts,
      InstantSource time) {
    this.catalog = catalog;
    this.labels = labels;
    this.seen = seen;
    this.transcripts = transcripts;
    this.judge = judge;
    this.verdicts = verdicts;
    this.time = time;
  }

  @Override
  public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
    if (run.getRequestedAt().plus(STALE).isBefore(time.instant())) {
      throw new RunFailure("no classifier took it up within an hour; the next one comes by itself");
    }
    account.tell();
    Signals signals = catalog.upTo(run.getDefinitionsOffset());
    SignalKey key = new SignalKey(run.getProject(), run.getAgent(), run.getSignal());
    SignalHistory signal =
        signals.get(key).orElseThrow(() -> new RunFailure("signal " + key.text() + " is gone"));
    SignalVersion version =
        signal
            .version(run.getVersion())
            .orElseThrow(() -> new RunFailure("it has no version " + run.getVersion()));
    List<Label> said = new ArrayList<>();
    long scanned =
        labels.each(
            key,
            run.getFrom(),
            () -> wish.get() != Wish.GO_ON,
            label -> {
              if (label.getOrigin() == Origin.HUMAN) {
                said.add(label);
              }
            });
    CanarySet set = CanarySet.of(said, signal.outcomes(version));
    List<Label> found = new ArrayList<>();
    Deque<JudgeRequest> questions = new ArrayDeque<>();
    seen.each(
        signal.definition().getScope(),
        set.labels(),
        () -> wish.get() != Wish.GO_ON,
        (label, target) -> {
          found.add(label);
          questions.add(question(run, target, signals.offset()));
          account.looked(scanned, found.size(), set.labels().size());
          account.tell();
        });
    account.looked(scanned, found.size(), set.labels().size());
    if (wish.get() == Wish.GO_ON && found.size() < CanarySet.FEWEST) {
      account.end(RunState.COMPLETED, tooFew(set.labels().size(), found.size()));
      return;
    }
    try (RunLabels answers = verdicts.apply(run)) {
      Interview interview = new Interview(judge, questions, answers, account);
      if (interview.until(wish)) {
        account.compared(Compared.of(found, interview.answers()));
        account.end(RunState.COMPLETED, gone(set.labels().size() - found.size()));
      }
    }
  }

  private JudgeRequest question(Run run, Target target, long definitionsOffset) {
    return Requests.of(
            target,
            List.of(new OpenSignal(run.getSignal(), run.getVersion(), run.getSampleRate())),
            definitionsOffset,
            transcripts.render(target.messages().get(), target.incomplete()))
        .setOrigin(Origin.PREVIEW)
        .setRunId(run.getRunId())
        .setRequestedAt(time.instant())
        .build();
  }

  private static String tooFew(int labelled, int found) {
    return labelled < CanarySet.FEWEST
        ? "people have labelled "
            + labelled
            + " targets (expected: "
            + CanarySet.FEWEST
            + " or more)"
        : "of "
            + labelled
            + " targets that people have labelled, "
            + found
            + " are still kept (expected: "
            + CanarySet.FEWEST
            + " or more); label newer ones";
  }

  private static String gone(int missing) {
    return missing == 0
        ? ""
        : missing
            + (missing == 1 ? " labelled target is" : " labelled targets are")
            + " not kept any more, and not compared; label newer ones";
  }
}
