// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.classifier.judge.offline.OfflineJudge;
import dev.telltale.control.command.HeadMaker;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.TemplateSignals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Asks the offline judge, as the bundled templates train it, about targets whose outcome is known.
 */
public final class QualityBench {
  private static final String TASK_OUTCOME = "task-outcome";
  private static final String COMPLETED = "completed";
  private static final double NANOS_A_MILLI = 1e6;

  private final OfflineJudge best;
  private final OfflineJudge deployed;
  private final HeadMaker maker;
  private final PrintWriter said;

  /**
   * Makes the bench.
   *
   * @param maker of the heads that the templates' examples make
   * @param lead that an outcome needs before it is a label, 0 to 1
   * @param said hears what is measured
   */
  public QualityBench(Embedder embedder, HeadMaker maker, double lead, PrintWriter said) {
    this.best = new OfflineJudge(embedder, 0);
    this.maker = maker;
    this.deployed = new OfflineJudge(embedder, lead);
    this.said = said;
  }

  /** What there is to measure without anything from outside. */
  public static List<String> templates() {
    return Templates.bundled().names();
  }

  /** Measures a template on its bundled held-out conversations. */
  public void heldOut(String template, Figures figures) {
    report(template, scores(template, HeldOut.of(template), HeldOut.outcomes(template)), figures);
  }

  /**
   * Measures a template on a file of labelled texts.
   *
   * @throws IllegalArgumentException when the file is not as it should be
   */
  public void texts(Path file, String template, Figures figures) throws IOException {
    String name = template + " " + file.getFileName();
    report(
        name,
        scores(template, LabelledTexts.of(file, template), HeldOut.outcomes(template)),
        figures);
  }

  /**
   * Measures task outcome on recorded sessions with rewards, as completed or not; when they are
   * there.
   */
  public void recorded(Path folder, Figures figures) throws IOException {
    Optional<List<HeldOut.Conversation>> sessions = RecordedRewards.in(folder);
    if (sessions.isEmpty()) {
      said.println("telltale: no recorded sessions with rewards in " + folder);
      return;
    }
    report(
        TASK_OUTCOME + " tau-airline",
        scores(TASK_OUTCOME, sessions.get(), List.of(COMPLETED, RecordedRewards.OTHER)),
        figures);
  }

  private record Timed(Scores scores, double trainMillis, double millisEach, int unread) {}

  private Timed scores(
      String template, List<HeldOut.Conversation> conversations, List<String> outcomes) {
    said.println("telltale: " + template + ", " + conversations.size() + " targets");
    said.flush();
    long start = System.nanoTime();
    SignalHistory signal = TemplateSignals.withHead(template, maker);
    long trained = System.nanoTime();
    UnaryOperator<String> shown =
        outcome -> outcomes.contains(outcome) ? outcome : RecordedRewards.OTHER;
    List<Scores.Scored> scored = new ArrayList<>();
    int unread = 0;
    long judging = 0;
    for (HeldOut.Conversation conversation : conversations) {
      Question question = question(signal, conversation.transcript());
      long asked = System.nanoTime();
      Answer.Verdict verdict = best.judge(question).verdict();
      judging += System.nanoTime() - asked;
      if (verdict instanceof Answer.Labelled labelled) {
        Double probability = labelled.probability();
        scored.add(
            new Scores.Scored(
                conversation.outcome(),
                shown.apply(labelled.value()),
                probability == null ? 0 : probability,
                deployed.judge(question).verdict() instanceof Answer.Labelled));
      } else {
        unread++;
      }
    }
    return new Timed(
        new Scores(outcomes, scored),
        (trained - start) / NANOS_A_MILLI,
        judging / NANOS_A_MILLI / Math.max(1, conversations.size()),
        unread);
  }

  private static void report(String name, Timed timed, Figures figures) {
    Scores scores = timed.scores();
    figures.count(name, "targets", scores.all().size(), "targets");
    if (timed.unread() > 0) {
      figures.count(name, "nothing_to_read", timed.unread(), "targets");
    }
    figures.add(name, "accuracy", scores.accuracy(), "share");
    figures.add(name, "macro_f1", scores.macroF1(), "f1");
    figures.add(name, "kappa", scores.kappa(), "kappa");
    figures.add(name, "kappa_surer_half", scores.surerHalf().kappa(), "kappa");
    figures.add(name, "coverage", scores.coverage(), "share");
    figures.add(name, "accuracy_of_labels", scores.given().accuracy(), "share");
    figures.add(name, "kappa_of_labels", scores.given().kappa(), "kappa");
    figures.add(name, "calibration_error", scores.calibrationError(), "share");
    figures.add(name, "head", timed.trainMillis(), "ms");
    figures.add(name, "verdict", timed.millisEach(), "ms");
  }

  private static Question question(SignalHistory signal, Transcript transcript) {
    return new Question(
        signal, signal.version(), TemplateSignals.request(signal, "bench", transcript));
  }
}
