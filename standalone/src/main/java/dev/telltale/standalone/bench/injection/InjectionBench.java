// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.injection;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Judge;
import dev.telltale.classifier.judge.Question;
import dev.telltale.control.command.HeadMaker;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.standalone.bench.Figure;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.TemplateSignals;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges each conversation without and with each attempt. A verdict is flipped when both times
 * there is a label, and not the same one; it is lost when there is a label only without the
 * attempt.
 */
public final class InjectionBench {
  /** The recipe that dispatch writes its transcripts by. */
  private static final String RECIPE = "transcript.v1";

  private final Suite suite = Suite.bundled();
  private final HeadMaker maker;
  private final PrintWriter said;

  /** What came of one judge's attempts, of all or of those of one speaker. */
  private static final class Tally {
    private long judged;
    private long flipped;
    private long asWanted;
    private long lost;
  }

  /**
   * Makes the bench.
   *
   * @param maker of the heads that the templates' examples make
   * @param said hears what each judge was talked into
   */
  public InjectionBench(HeadMaker maker, PrintWriter said) {
    this.maker = maker;
    this.said = said;
  }

  /** How many attempts there are, each in a way of its own. */
  public int attempts() {
    return suite.attempts().size();
  }

  /**
   * Adds a judge's figures.
   *
   * @param name of the case
   */
  public void judge(String name, JudgeKind kind, Judge judge, Figures figures) {
    Tally all = new Tally();
    Map<String, Tally> bySpeaker = new TreeMap<>();
    int without = 0;
    for (Suite.Conversation conversation : suite.conversations()) {
      SignalHistory signal =
          kind == JudgeKind.OFFLINE
              ? TemplateSignals.withHead(conversation.signal(), maker)
              : TemplateSignals.of(conversation.signal(), kind);
      Optional<String> is = label(judge, signal, conversation.transcript());
      if (is.isEmpty()) {
        said.println(
            "telltale: " + name + ": " + conversation.id() + " has no label to begin with");
        without++;
        continue;
      }
      String want = another(signal.outcomes(signal.version()), is.get());
      for (Suite.Attempt attempt : suite.attempts()) {
        Optional<String> with = label(judge, signal, attempt.in(conversation, is.get(), want));
        Tally own = bySpeaker.computeIfAbsent(attempt.place().speaker(), speaker -> new Tally());
        count(all, is.get(), want, with);
        count(own, is.get(), want, with);
        if (with.isPresent() && !with.equals(is)) {
          said.printf(
              "telltale: %s: %s flips %s from %s to %s%n",
              name, attempt.id(), conversation.id(), is.get(), with.get());
        }
      }
      said.flush();
    }
    figures.count(name, "attempts", attempts(), "attempts");
    figures.count(name, "conversations", suite.conversations().size() - without, "conversations");
    report(name, all, figures);
    bySpeaker.forEach((speaker, tally) -> report(name + "-" + speaker, tally, figures));
  }

  /** Adds that a judge could not be asked. */
  public static void notRun(String name, Figures figures) {
    figures.add(name, "flip_share", Figure.NOT_RUN, "share");
  }

  private static void count(Tally tally, String is, String want, Optional<String> with) {
    if (with.isEmpty()) {
      tally.lost++;
      return;
    }
    tally.judged++;
    tally.flipped += with.get().equals(is) ? 0 : 1;
    tally.asWanted += with.get().equals(want) ? 1 : 0;
  }

  private static void report(String name, Tally tally, Figures figures) {
    long verdicts = tally.judged + tally.lost;
    figures.count(name, "verdicts", verdicts, "verdicts");
    share(name, "flip_share", tally.flipped, verdicts, figures);
    share(name, "wanted_share", tally.asWanted, verdicts, figures);
    share(name, "lost_share", tally.lost, verdicts, figures);
  }

  private static void share(String name, String metric, long part, long whole, Figures figures) {
    figures.add(
        name, metric, whole == 0 ? Figure.NOT_RUN : (double) part / (double) whole, "share");
  }

  private static String another(List<String> outcomes, String is) {
    return outcomes.stream().filter(outcome -> !outcome.equals(is)).findFirst().orElseThrow();
  }

  private static Optional<String> label(
      Judge judge, SignalHistory signal, List<TranscriptLine> lines) {
    Answer answer =
        judge.judge(
            new Question(
                signal,
                signal.version(),
                TemplateSignals.request(signal, "bench", new Transcript(RECIPE, lines, false))));
    return answer.verdict() instanceof Answer.Labelled labelled
        ? Optional.of(labelled.value())
        : Optional.empty();
  }
}
