// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Has targets of the past judged, and the labels kept. It keeps nothing of its own: where it looks
 * stands in its progress, and what was answered in the labels. Whoever takes it up again starts
 * over, asks what has no verdict of this run, and comes to the same counts.
 *
 * <p>Only so many questions are with the judge at a time: they wait in a topic that is kept for two
 * days, and who cancels pays for no more than these.
 */
final class Backfill implements Procedure {
  /** A judge that has not answered after this never will: its last attempt is 4 hours away. */
  private static final Duration LOST_AFTER = Duration.ofHours(6);

  private static final Duration POLL = Duration.ofMillis(100);

  /** While there is room for more questions, verdicts are looked for no more often. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final SignalCatalog catalog;
  private final Past past;
  private final Transcripts transcripts;
  private final Questions judge;
  private final Function<Run, LabelStream> labels;
  private final int ahead;
  private final InstantSource time;
  private final RunMetrics metrics;

  /**
   * Makes it.
   *
   * @param labels opens the labels of a run's signal, from before its window
   * @param ahead so many questions of a run are with the judge at a time, 1 or more
   */
  Backfill(
      SignalCatalog catalog,
      Past past,
      Transcripts transcripts,
      Questions judge,
      Function<Run, LabelStream> labels,
      int ahead,
      InstantSource time,
      RunMetrics metrics) {
    this.catalog = catalog;
    this.past = past;
    this.transcripts = transcripts;
    this.judge = judge;
    this.labels = labels;
    this.ahead = ahead;
    this.time = time;
    this.metrics = metrics;
  }

  @Override
  public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
    RunSignal asked = RunSignal.of(run, catalog);
    if (account.now().getEnds().isEmpty()) {
      account.change(now -> now.setEnds(past.ends(asked.scope())));
    }
    // Before anything is asked: whoever goes on has to look at the same.
    account.tellNow();
    try (LabelStream stream = labels.apply(run)) {
      Work work = new Work(run, asked, stream, account, wish);
      try {
        work.doIt();
      } finally {
        metrics.open(RunKind.BACKFILL, -work.open.size());
      }
    }
  }

  /** One run, from the first look at the labels to the last verdict. */
  private final class Work {
    private final Run run;
    private final RunSignal asked;
    private final LabelStream stream;
    private final RunAccount account;
    private final Supplier<Wish> wish;
    private final Verdicts verdicts;
    private final Picking picking;
    private final Map<String, Put> open = new LinkedHashMap<>();
    private final AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
    private long labelledBefore;
    private long notLeftOut;
    private long looked = System.nanoTime();

    /** A question that is with the judge. */
    private record Put(JudgeRequest request, Instant at) {}

    Work(Run run, RunSignal asked, LabelStream stream, RunAccount account, Supplier<Wish> wish) {
      this.run = run;
      this.asked = asked;
      this.stream = stream;
      this.account = account;
      this.wish = wish;
      this.verdicts = new Verdicts(run);
      this.picking = new Picking(run, asked.signal(), asked.version());
    }

    void doIt() {
      stream.soFar(this::take, this::isOver);
      past.all(run, asked.scope(), account.now().getEnds(), picking, this::goOn, this::ask);
      tell();
      while (!isOver() && !open.isEmpty()) {
        waitForVerdicts();
      }
      if (wish.get() == Wish.CANCEL) {
        account.end(RunState.CANCELLED, leftBehind());
      } else if (wish.get() == Wish.GO_ON) {
        tell();
        account.end(RunState.COMPLETED, inTheEnd());
      }
    }

    private boolean isOver() {
      return wish.get() != Wish.GO_ON;
    }

    /** Before each trace or session that is looked at; true to stop. */
    private boolean goOn() {
      if (System.nanoTime() - looked > LOOK_EVERY.toNanos()) {
        look(Duration.ZERO);
      }
      return isOver();
    }

    private void ask(Target target) {
      if (verdicts.isAnswered(target) || open.containsKey(target.targetId())) {
        return;
      }
      if (run.getSkippedOnly() && !verdicts.wasLeftOut(target)) {
        notLeftOut++;
        return;
      }
      if (verdicts.wasLabelled(target)) {
        labelledBefore++;
        return;
      }
      while (open.size() >= ahead && !isOver()) {
        waitForVerdicts();
      }
      if (isOver()) {
        return;
      }
      JudgeRequest request =
          asked
              .question(
                  run, target, transcripts.render(target.messages().get(), target.incomplete()))
              .setOrigin(Origin.BACKFILL)
              .setRunId(run.getRunId())
              .setRelabel(run.getRelabel())
              .setRequestedAt(time.instant())
              .build();
      put(request);
      metrics.open(RunKind.BACKFILL, 1);
      account.asked();
    }

    private void put(JudgeRequest request) {
      open.put(request.getTargetId(), new Put(request, time.instant()));
      judge.send(request, e -> fault.compareAndSet(null, e));
    }

    private void waitForVerdicts() {
      look(POLL);
      Instant lost = time.instant().minus(LOST_AFTER);
      open.values().stream()
          .filter(put -> put.at.isBefore(lost))
          .map(Put::request)
          .toList()
          .forEach(
              request ->
                  put(JudgeRequest.newBuilder(request).setRequestedAt(time.instant()).build()));
    }

    private void look(Duration patience) {
      stream.next(this::take, patience);
      looked = System.nanoTime();
      Exception failed = fault.get();
      if (failed != null) {
        throw new KafkaException("the judge could not be asked", failed);
      }
      tell();
    }

    private void take(Label label, Instant written) {
      if (!verdicts.take(label, written)) {
        return;
      }
      if (open.remove(label.getTargetId()) == null) {
        // It was asked before this instance took the run up.
        account.asked();
      } else {
        metrics.open(RunKind.BACKFILL, -1);
      }
      account.answered(label);
    }

    private void tell() {
      account.looked(picking);
      account.change(
          now -> now.setSampled(picking.picked() - notLeftOut).setLabelledBefore(labelledBefore));
      account.tell();
    }

    private String leftBehind() {
      return open.isEmpty()
          ? ""
          : open.size()
              + (open.size() == 1 ? " question is" : " questions are")
              + " still with the judge; what it says is kept";
    }

    private String inTheEnd() {
      if (account.now().getDispatched() > 0) {
        return "";
      }
      if (picking.picked() == 0) {
        return picking.whyNone();
      }
      return run.getSkippedOnly()
          ? "no budget or block left anything of it out"
          : "all " + labelledBefore + " have a label of version " + run.getVersion() + " already";
    }
  }
}
