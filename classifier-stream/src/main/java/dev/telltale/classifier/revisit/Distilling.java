// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.dispatch.Requests;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Judge;
import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.classifier.judge.offline.Head;
import dev.telltale.classifier.judge.offline.HeadTrainer;
import dev.telltale.classifier.judge.offline.OfflineJudge;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains a head for the offline judge from what people and the language model said of a signal's
 * targets, and says how well it does on those that it was not shown. Targets are read as the judge
 * reads them.
 */
final class Distilling implements Procedure {
  /** The newest ones; more make a head hardly better, and take minutes. */
  private static final int MOST = 2_000;

  private final SignalCatalog catalog;
  private final PastLabels labels;
  private final PastTargets past;
  private final Transcripts transcripts;
  private final Supplier<Embedder> embedders;

  /**
   * Takes what it needs.
   *
   * @param embedders makes one for a run: it takes memory, and is seldom needed
   */
  Distilling(
      SignalCatalog catalog,
      PastLabels labels,
      PastTargets past,
      Transcripts transcripts,
      Supplier<Embedder> embedders) {
    this.catalog = catalog;
    this.labels = labels;
    this.past = past;
    this.transcripts = transcripts;
    this.embedders = embedders;
  }

  @Override
  public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
    account.tell();
    SignalKey key = new SignalKey(run.getProject(), run.getAgent(), run.getSignal());
    SignalHistory signal =
        catalog
            .upTo(run.getDefinitionsOffset())
            .get(key)
            .orElseThrow(() -> new RunFailure("signal " + key.text() + " is gone"));
    SignalVersion version =
        signal
            .version(run.getVersion())
            .orElseThrow(() -> new RunFailure("there is no version " + run.getVersion()));
    KnownLabels known = new KnownLabels(run, signal.outcomes(version));
    labels.each(key, run.getFrom(), () -> wish.get() != Wish.GO_ON, known::add);
    if (known.isEmpty() && wish.get() == Wish.GO_ON) {
      throw new RunFailure(
          "no label of a language model (version "
              + run.getVersion()
              + ") or a person in the window (expected: some to learn from)");
    }
    List<Lessons.Known> targets = new ArrayList<>();
    List<Label> used = new ArrayList<>();
    Run narrowed = narrowed(run, known.all());
    Picking picking = new Picking(narrowed, signal, version);
    past.each(
        narrowed,
        signal.definition().getScope(),
        picking,
        () -> {
          account.looked(picking);
          account.tell();
          return wish.get() != Wish.GO_ON || targets.size() >= MOST;
        },
        target ->
            known
                .of(target.targetId(), target.closed().toEpochMilli())
                .ifPresent(
                    label -> {
                      targets.add(known(target, label));
                      used.add(label);
                    }));
    if (wish.get() == Wish.GO_ON) {
      account.looked(picking);
      learn(run, signal, version, targets, used, account);
    } else if (wish.get() == Wish.CANCEL) {
      account.end(RunState.CANCELLED, "");
    }
  }

  private void learn(
      Run run,
      SignalHistory signal,
      SignalVersion version,
      List<Lessons.Known> targets,
      List<Label> used,
      RunAccount account) {
    List<String> outcomes = signal.outcomes(version);
    Lessons lessons = Lessons.of(outcomes, targets, run.getLeastLabels());
    OfflineReads reads = run.getReads().orElse(version.getOfflineReads());
    Embedder embedder = embedders.get();
    Head head =
        new HeadTrainer(embedder)
            .train(
                outcomes,
                reads,
                lessons.taught().stream()
                    .map(
                        one ->
                            HeadTrainer.Lesson.of(
                                one.truth(), one.request().getTranscript(), reads))
                    .toList());
    ByteBuffer bytes = ByteBuffer.wrap(head.bytes());
    HeldOut own =
        heldOut(
            signal,
            SignalVersion.newBuilder(version).setHead(bytes).setOfflineReads(reads).build(),
            lessons.heldOut(),
            embedder);
    List<String> report = new ArrayList<>();
    report.add(
        "trained on %d targets, held out %d; of %d labels %d are people's"
            .formatted(
                lessons.taught().size(), lessons.heldOut().size(), used.size(), people(used)));
    report.add("the new head " + own.line());
    own.byOutcome().forEach(line -> report.add("  " + line));
    boolean hadOne = version.getHead().isPresent() || !version.getExamples().isEmpty();
    report.add(
        hadOne
            ? "the present head " + heldOut(signal, version, lessons.heldOut(), embedder).line()
            : "there is no other head to compare it with");
    account.distilled(bytes, own.agreement(truth(used), "offline " + embedder.model()));
    account.end(RunState.COMPLETED, String.join("\n", report));
  }

  private static HeldOut heldOut(
      SignalHistory signal, SignalVersion version, List<Lessons.Known> targets, Embedder embedder) {
    // A cascade looks at the probability alone, so nothing counts as undecided here but a target
    // without anything to read.
    Judge judge = new OfflineJudge(embedder, 0);
    HeldOut heldOut = new HeldOut(signal.outcomes(version));
    for (Lessons.Known target : targets) {
      heldOut.add(
          target.truth(), value(judge.judge(new Question(signal, version, target.request()))));
    }
    return heldOut;
  }

  private static @Nullable String value(Answer answer) {
    return answer.verdict() instanceof Answer.Labelled labelled ? labelled.value() : null;
  }

  private Lessons.Known known(Target target, Label label) {
    return new Lessons.Known(
        Requests.of(
                target,
                List.of(),
                0,
                transcripts.render(target.messages().get(), target.incomplete()))
            .build(),
        label.getValue().orElse(""));
  }

  /** Older targets than the oldest with a label need not be looked at. */
  private static Run narrowed(Run run, Collection<Label> known) {
    TreeSet<Instant> starts = new TreeSet<>();
    known.forEach(label -> starts.add(label.getTargetStart()));
    return starts.isEmpty()
        ? run
        : Run.newBuilder(run).setFrom(starts.first()).setTo(starts.last().plusMillis(1)).build();
  }

  private static long people(List<Label> labels) {
    return labels.stream().filter(label -> label.getOrigin() == Origin.HUMAN).count();
  }

  private static String truth(List<Label> labels) {
    long people = people(labels);
    if (people == 0) {
      return "llm";
    }
    return people == labels.size() ? "human" : "human, else llm";
  }
}
