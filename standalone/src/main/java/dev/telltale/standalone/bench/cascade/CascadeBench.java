// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.cascade;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.classifier.judge.offline.Head;
import dev.telltale.classifier.judge.offline.HeadTrainer;
import dev.telltale.classifier.judge.offline.OfflineJudge;
import dev.telltale.classifier.sample.Sampling;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.price.Prices;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import dev.telltale.standalone.bench.Figure;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.TemplateSignals;
import dev.telltale.standalone.bench.quality.HeldOut;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Calls and cost that a cascade saves against the agreement that it loses, with recorded truth in
 * the place of a language model's labels: no model is asked.
 */
public final class CascadeBench {
  private static final String RECORDED = "tau-airline";
  private static final String HALVES = "telltale.bench.halves.v1";
  private static final String DONE_RIGHT =
      """
      Did the agent do what the user wanted, completely and correctly by the airline's policy, when \
      the conversation ended? True as well when it rightly refused what the policy forbids.""";

  private final Embedder embedder;
  private final Transcripts transcripts;
  private final ToLongFunction<Question> tokens;
  private final Sweep sweep;
  private final PrintWriter said;

  /**
   * Makes a benchmark.
   *
   * @param tokens of a question's prompt
   * @param price of the language model that would be asked
   * @param said hears how far it is
   */
  public CascadeBench(
      Embedder embedder,
      Transcripts transcripts,
      ToLongFunction<Question> tokens,
      double checkPercent,
      Prices.Price price,
      PrintWriter said) {
    this.embedder = embedder;
    this.transcripts = transcripts;
    this.tokens = tokens;
    this.sweep = new Sweep(checkPercent, price);
    this.said = said;
  }

  /**
   * Measures.
   *
   * @param recorded the folder with recorded traffic, if there is one
   */
  public Figures run(Optional<Path> recorded) throws IOException {
    Figures figures = new Figures("cascade");
    say("recorded truth stands for the language model's labels: no model is asked");
    if (recorded.filter(RecordedTasks::areIn).isPresent()) {
      recorded(RecordedTasks.of(recorded.get(), transcripts), figures);
    } else {
      say("no recorded traffic is given (--recorded), so that part is left out");
      figures.add(RECORDED, "targets", Figure.NOT_RUN, "targets");
    }
    List<Case> bundled = new ArrayList<>();
    for (String template : Templates.bundled().names()) {
      bundled.addAll(bundled(template, figures));
    }
    sweep.measure("all-templates", bundled, figures);
    return figures;
  }

  /** Each half of the tasks is judged by the head that the other half's labels make. */
  private void recorded(List<RecordedTasks.Recorded> all, Figures figures) {
    SignalHistory signal = doneRight();
    List<Case> cases = new ArrayList<>();
    for (boolean first : List.of(true, false)) {
      List<HeadTrainer.Lesson> lessons = new ArrayList<>();
      List<RecordedTasks.Recorded> rest = new ArrayList<>();
      for (RecordedTasks.Recorded one : all) {
        if (Sampling.keeps(HALVES, one.task(), 50) == first) {
          lessons.add(
              HeadTrainer.Lesson.of(
                  Boolean.toString(one.done()), one.transcript(), OfflineReads.CLOSING));
        } else {
          rest.add(one);
        }
      }
      Head head =
          new HeadTrainer(embedder)
              .train(signal.outcomes(signal.version()), OfflineReads.CLOSING, lessons);
      SignalVersion version =
          SignalVersion.newBuilder(signal.version()).setHead(ByteBuffer.wrap(head.bytes())).build();
      OfflineJudge judge = new OfflineJudge(embedder, 0);
      for (RecordedTasks.Recorded one : rest) {
        cases.add(
            judged(
                judge,
                new Question(
                    signal,
                    version,
                    TemplateSignals.request(signal, one.session(), one.transcript())),
                Boolean.toString(one.done())));
      }
    }
    say(RECORDED + ": " + cases.size() + " conversations, in two halves of the tasks");
    sweep.measure(RECORDED, cases, figures);
  }

  /** As a new signal is: with the head that the template's examples make. */
  private List<Case> bundled(String template, Figures figures) {
    SignalHistory signal = TemplateSignals.of(template, JudgeKind.CASCADE);
    OfflineJudge judge = new OfflineJudge(embedder, 0);
    List<Case> cases = new ArrayList<>();
    for (HeldOut.Conversation one : HeldOut.of(template)) {
      cases.add(
          judged(
              judge,
              new Question(
                  signal,
                  signal.version(),
                  TemplateSignals.request(signal, one.id(), one.transcript())),
              one.outcome()));
    }
    say(template + ": " + cases.size() + " of the project's own conversations");
    sweep.measure(template, cases, figures);
    return cases;
  }

  private Case judged(OfflineJudge judge, Question question, String truth) {
    return Case.of(question, truth, judge.judge(question), tokens.applyAsLong(question));
  }

  private static SignalHistory doneRight() {
    SignalDefinition binary =
        TemplateSignals.of("user-frustration", JudgeKind.CASCADE).definition();
    SignalVersion version =
        SignalVersion.newBuilder(binary.getVersions().get(0))
            .setPrompt(DONE_RIGHT)
            .setOfflineReads(OfflineReads.CLOSING)
            .setExamples(List.of())
            .build();
    return new SignalHistory(
        SignalDefinition.newBuilder(binary)
            .setSignal("done-right")
            .setName("done-right")
            .setVersions(List.of(version))
            .build());
  }

  private void say(String text) {
    said.println(text);
    said.flush();
  }
}
