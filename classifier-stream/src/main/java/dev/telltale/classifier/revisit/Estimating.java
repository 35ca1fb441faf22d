// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.schemas.run.Estimate;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Says what a backfill would take. It looks at every trace or session of the window and at the
 * labels that there are; the tokens are guessed from the prompts of some of the targets, evenly
 * spread, and asks nobody.
 */
final class Estimating implements Procedure {
  private static final int MOST_PROMPTS = 200;

  /** Where no label of the signal tells how long an answer is. */
  private static final double TOKENS_AN_ANSWER = 100;

  private final SignalCatalog catalog;
  private final Past past;
  private final Transcripts transcripts;
  private final Function<Run, LabelStream> labels;
  private final Tariff tariff;

  /**
   * Makes it.
   *
   * @param labels opens the labels of a run's signal, from before its window
   */
  Estimating(
      SignalCatalog catalog,
      Past past,
      Transcripts transcripts,
      Function<Run, LabelStream> labels,
      Tariff tariff) {
    this.catalog = catalog;
    this.past = past;
    this.transcripts = transcripts;
    this.labels = labels;
    this.tariff = tariff;
  }

  @Override
  public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
    account.tell();
    new Work(run, RunSignal.of(run, catalog), account, wish).doIt();
  }

  /** One estimate. */
  private final class Work {
    private final Run run;
    private final RunSignal asked;
    private final RunAccount account;
    private final Supplier<Wish> wish;
    private final Verdicts verdicts;
    private final Picking picking;
    private final List<Long> prompts = new ArrayList<>();
    private long every = 1;
    private long questions;
    private long labelledBefore;
    private long notLeftOut;

    Work(Run run, RunSignal asked, RunAccount account, Supplier<Wish> wish) {
      this.run = run;
      this.asked = asked;
      this.account = account;
      this.wish = wish;
      this.verdicts = new Verdicts(run);
      this.picking = new Picking(run, asked.signal(), asked.version());
    }

    void doIt() {
      try (LabelStream stream = labels.apply(run)) {
        stream.soFar((label, written) -> verdicts.take(label, written), this::isOver);
      }
      past.all(
          run,
          asked.scope(),
          past.ends(asked.scope()),
          picking,
          () -> {
            tell();
            return isOver();
          },
          this::count);
      tell();
      if (wish.get() == Wish.CANCEL) {
        account.end(RunState.CANCELLED, "");
      } else if (wish.get() == Wish.GO_ON) {
        end();
      }
    }

    private boolean isOver() {
      return wish.get() != Wish.GO_ON;
    }

    private void count(Target target) {
      if (run.getSkippedOnly() && !verdicts.wasLeftOut(target)) {
        notLeftOut++;
      } else if (verdicts.wasLabelled(target)) {
        labelledBefore++;
      } else {
        if (isOfModel() && questions % every == 0) {
          measure(target);
        }
        questions++;
      }
    }

    /** Every so many-th: of twice as many targets every second one is forgotten. */
    private void measure(Target target) {
      if (prompts.size() == MOST_PROMPTS) {
        for (int i = prompts.size() - 1; i > 0; i -= 2) {
          prompts.remove(i);
        }
        every *= 2;
        if (questions % every != 0) {
          return;
        }
      }
      prompts.add(
          tariff.inputTokens(
              asked.signal(),
              asked.version(),
              asked
                  .question(
                      run, target, transcripts.render(target.messages().get(), target.incomplete()))
                  .build()));
    }

    private boolean isOfModel() {
      return asked.version().getJudge() != JudgeKind.OFFLINE;
    }

    private void tell() {
      account.looked(picking);
      account.change(
          now -> now.setSampled(picking.picked() - notLeftOut).setLabelledBefore(labelledBefore));
      account.tell();
    }

    private void end() {
      Estimate.Builder estimate = Estimate.newBuilder().setQuestions(questions);
      if (!isOfModel()) {
        estimate.setCost(0.0);
        finish(estimate, "the offline judge answers: no tokens, no cost");
        return;
      }
      SignalVersion version = asked.version();
      double mean = prompts.stream().mapToLong(Long::longValue).average().orElse(0);
      Double answer = verdicts.meanOutputTokens();
      long input = Math.round(mean * questions);
      long output = Math.round((answer == null ? TOKENS_AN_ANSWER : answer) * questions);
      OptionalDouble cost = tariff.cost(version, input, output);
      estimate.setInputTokens(input).setOutputTokens(output);
      cost.ifPresent(estimate::setCost);
      finish(
          estimate,
          (version.getJudge() == JudgeKind.CASCADE ? "at most: as if the model got all; " : "")
              + "tokens guessed from "
              + prompts.size()
              + " of "
              + questions
              + " prompts; an answer takes "
              + (answer == null
                  ? Math.round(TOKENS_AN_ANSWER) + " tokens as long as no label tells"
                  : "what the signal's labels took, " + Math.round(answer) + " tokens")
              + tariff.model(version).map(model -> "; asks " + model).orElse("")
              + (cost.isEmpty() ? "; nobody knows the price here" : ""));
    }

    private void finish(Estimate.Builder estimate, String detail) {
      Estimate made = estimate.build();
      account.change(now -> now.setEstimate(made));
      account.end(
          RunState.COMPLETED,
          questions > 0
              ? detail
              : picking.picked() == 0 ? picking.whyNone() : "nothing is left to ask");
    }
  }
}
