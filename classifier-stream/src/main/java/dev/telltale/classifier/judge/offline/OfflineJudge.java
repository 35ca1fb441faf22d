// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Judge;
import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges without a language model: a text embedding under a head that was trained from the signal's
 * examples. Of a binary signal the turn that is most likely true decides, of others the mean of all
 * turns, the last ones most. Where the best outcome does not lead clearly, it says so and gives no
 * label.
 */
public final class OfflineJudge implements Judge {
  private static final Logger LOGGER = LoggerFactory.getLogger(OfflineJudge.class);
  private static final String PROVIDER = "offline";

  private final Embedder embedder;
  private final double lead;
  private final Map<Trained, Head> heads = new ConcurrentHashMap<>();

  /** The version of a signal that a head was trained for. */
  private record Trained(SignalKey signal, int version) {}

  /**
   * Makes a judge.
   *
   * @param lead how far the best outcome's probability must be above the second's, 0 to 1
   */
  public OfflineJudge(Embedder embedder, double lead) {
    if (!(lead >= 0 && lead <= 1)) {
      throw new IllegalArgumentException("lead: " + lead + " (expected: 0..1)");
    }
    this.embedder = embedder;
    this.lead = lead;
  }

  @Override
  public Answer judge(Question question) {
    List<Readings.Reading> readings =
        Readings.of(question.request().getTranscript(), question.version().getOfflineReads());
    if (readings.isEmpty()) {
      return answer(new Answer.Skipped(Answer.SkipReason.NOTHING_TO_READ));
    }
    Head head =
        heads.computeIfAbsent(
            new Trained(
                SignalKey.of(question.signal().definition()), question.version().getVersion()),
            key -> head(key, question));
    double[][] byTurn = new double[readings.size()][];
    for (int i = 0; i < byTurn.length; i++) {
      byTurn[i] = head.probabilities(embedder.embed(readings.get(i).text()));
    }
    return head.pooling() == Pooling.FIRST_OUTCOME
        ? mostLikelyFirst(question, readings, byTurn)
        : recent(question, readings, byTurn);
  }

  private Head head(Trained key, Question question) {
    SignalVersion version = question.version();
    Optional<ByteBuffer> trained = version.getHead();
    if (trained.isPresent()) {
      try {
        Head head = Head.of(trained.get());
        head.expect(embedder.model(), question.outcomes());
        return head;
      } catch (IllegalArgumentException e) {
        // What the examples say is better than no verdict at all until somebody saves the signal.
        LOGGER
            .atWarn()
            .addKeyValue("signal", key.signal().text())
            .addKeyValue("version", key.version())
            .addKeyValue("error", e.getMessage())
            .log("trained head is of no use, training from the examples");
      }
    }
    return new HeadTrainer(embedder)
        .train(
            question.outcomes(),
            version.getOfflineReads(),
            version.getExamples().stream().map(HeadTrainer.Lesson::of).toList());
  }

  private Answer mostLikelyFirst(
      Question question, List<Readings.Reading> readings, double[][] byTurn) {
    int deciding = 0;
    for (int i = 1; i < byTurn.length; i++) {
      deciding = byTurn[i][0] > byTurn[deciding][0] ? i : deciding;
    }
    return verdict(question, readings.get(deciding), byTurn[deciding], deciding, byTurn.length);
  }

  private Answer recent(Question question, List<Readings.Reading> readings, double[][] byTurn) {
    double[] mean = new double[question.outcomes().size()];
    double all = 0;
    double weight = 1;
    for (int turn = byTurn.length - 1; turn >= 0; turn--) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += weight * byTurn[turn][i];
      }
      all += weight;
      weight /= 2;
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= all;
    }
    int last = readings.size() - 1;
    return verdict(question, readings.get(last), mean, last, byTurn.length);
  }

  private Answer verdict(
      Question question, Readings.Reading reading, double[] probabilities, int turn, int turns) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    double second = 0;
    for (int i = 0; i < probabilities.length; i++) {
      second = i == best ? second : Math.max(second, probabilities[i]);
    }
    double probability = probabilities[best];
    if (probability - second < lead) {
      return answer(new Answer.Failed(Answer.FailureKind.UNDECIDED, probability));
    }
    String rationale =
        String.format(
            java.util.Locale.ROOT,
            "nearest to the examples of \"%s\": %.0f %%, the next outcome %.0f %% (text %d of %d)",
            question.outcomes().get(best),
            probability * 100,
            second * 100,
            turn + 1,
            turns);
    List<String> evidence = reading.spanId().isEmpty() ? List.of() : List.of(reading.spanId());
    return answer(
        new Answer.Labelled(question.outcomes().get(best), rationale, evidence, probability));
  }

  private Answer answer(Answer.Verdict verdict) {
    return Answer.without(verdict, PROVIDER, embedder.model());
  }
}
