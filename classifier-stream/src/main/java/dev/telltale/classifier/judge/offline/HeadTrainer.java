// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OfflineReads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Trains heads: a logistic regression (L2, liblinear) for each outcome against the others, over the
 * vectors of texts, and its calibration on situations that were left out of the training. The same
 * lessons always give the same head. May be used from any thread; takes as long as embedding the
 * texts, a few milliseconds each, and some hundred milliseconds more.
 */
public final class HeadTrainer {
  /** The way of training: another one, or other constants, would make other heads. */
  public static final String RECIPE = "head.v1";

  private static final double COST = 10;
  private static final double STOP = 0.001;
  private static final int FOLDS = 8;

  static {
    Linear.disableDebugOutput();
  }

  private final Embedder embedder;

  /** Makes a trainer for heads over the vectors of an embedder. */
  public HeadTrainer(Embedder embedder) {
    this.embedder = embedder;
  }

  /**
   * Texts that together stand for an outcome.
   *
   * @param texts as the judge reads them of one target; an example is one text
   */
  public record Lesson(String outcome, List<String> texts) {
    /** Copies the texts. */
    public Lesson {
      texts = List.copyOf(texts);
    }

    /** An example as a lesson. */
    public static Lesson of(Example example) {
      return new Lesson(example.getOutcome(), List.of(example.getText()));
    }

    /** A target that somebody gave an outcome; without a text when there is nothing to read. */
    public static Lesson of(String outcome, Transcript transcript, OfflineReads reads) {
      return new Lesson(
          outcome, Readings.of(transcript, reads).stream().map(Readings.Reading::text).toList());
    }
  }

  /**
   * Trains a head.
   *
   * @param outcomes at least two; those of a binary signal are true, then false
   * @param lessons at least one for each outcome, or an {@link IllegalArgumentException}; those of
   *     other outcomes and those without a text are left out
   */
  public Head train(List<String> outcomes, OfflineReads reads, List<Lesson> lessons) {
    List<float[]> rows = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (Lesson lesson : lessons) {
      int outcome = outcomes.indexOf(lesson.outcome());
      if (outcome >= 0) {
        for (String text : lesson.texts()) {
          for (String taught : Readings.taught(text, reads)) {
            rows.add(embedder.embed(taught));
            targets.add(outcome);
          }
        }
      }
    }
    for (int i = 0; i < outcomes.size(); i++) {
      if (!targets.contains(i)) {
        throw new IllegalArgumentException("no example of " + outcomes.get(i));
      }
    }
    return fit(outcomes, reads, rows, targets, slope(outcomes, reads, rows, targets));
  }

  /** The slope that makes what was left out most likely. */
  private float slope(
      List<String> outcomes, OfflineReads reads, List<float[]> rows, List<Integer> targets) {
    int[] folds = Situations.folds(rows, FOLDS);
    double[][] scores = new double[folds.length][];
    for (int fold = 0; fold < FOLDS; fold++) {
      List<float[]> kept = new ArrayList<>();
      List<Integer> keptTargets = new ArrayList<>();
      for (int i = 0; i < folds.length; i++) {
        if (folds[i] != fold) {
          kept.add(rows.get(i));
          keptTargets.add(targets.get(i));
        }
      }
      if (new HashSet<>(keptTargets).size() < outcomes.size()) {
        return 1;
      }
      Head head = fit(outcomes, reads, kept, keptTargets, 1);
      for (int i = 0; i < folds.length; i++) {
        if (folds[i] == fold) {
          scores[i] = head.scores(rows.get(i));
        }
      }
    }
    double best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (double slope = 0.05; slope <= 5; slope *= 1.05) {
      double loss = 0;
      for (int i = 0; i < scores.length; i++) {
        loss -= Math.log(Math.max(1e-12, Softmax.of(scores[i], slope)[targets.get(i)]));
      }
      if (loss < least) {
        least = loss;
        best = slope;
      }
    }
    return (float) best;
  }

  private Head fit(
      List<String> outcomes,
      OfflineReads reads,
      List<float[]> rows,
      List<Integer> targets,
      float slope) {
    int length = rows.get(0).length;
    Problem problem = new Problem();
    problem.l = rows.size();
    problem.n = length + 1;
    problem.x = rows.stream().map(HeadTrainer::features).toArray(Feature[][]::new);
    float[][] weights = new float[outcomes.size()][length];
    float[] bias = new float[outcomes.size()];
    for (int outcome = 0; outcome < outcomes.size(); outcome++) {
      int one = outcome;
      problem.y = targets.stream().mapToDouble(target -> target == one ? 1 : 0).toArray();
      Model model = Linear.train(problem, new Parameter(SolverType.L2R_LR, COST, STOP));
      double[] learned = model.getFeatureWeights();
      // Liblinear's weights are for the label that it saw first.
      int sign = model.getLabels()[0] == 1 ? 1 : -1;
      for (int i = 0; i < length; i++) {
        weights[outcome][i] = (float) (sign * learned[i]);
      }
      bias[outcome] = (float) (sign * learned[length]);
    }
    return new Head(embedder.model(), reads, pooling(outcomes), outcomes, weights, bias, slope);
  }

  private static Pooling pooling(List<String> outcomes) {
    return outcomes.equals(List.of("true", "false")) ? Pooling.FIRST_OUTCOME : Pooling.RECENT;
  }

  /** Features count from 1; the last one is always 1, so that the head has an offset. */
  private static Feature[] features(float[] vector) {
    Feature[] features = new Feature[vector.length + 1];
    for (int i = 0; i < vector.length; i++) {
      features[i] = new FeatureNode(i + 1, vector[i]);
    }
    features[vector.length] = new FeatureNode(vector.length + 1, 1);
    return features;
  }
}
