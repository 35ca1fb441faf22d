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
import dev.telltale.schemas.signal.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * A logistic regression (L2, liblinear) over vectors, trained from a signal's examples: the same
 * examples always give the same head. May be used from any thread.
 */
final class Head {
  private static final double COST = 10;
  private static final double STOP = 0.001;

  static {
    Linear.disableDebugOutput();
  }

  private final Model model;
  private final List<String> outcomes;

  private Head(Model model, List<String> outcomes) {
    this.model = model;
    this.outcomes = outcomes;
  }

  /**
   * Trains a head.
   *
   * @param outcomes at least two, each with an example
   */
  static Head train(List<String> outcomes, List<Example> examples, Embedder embedder) {
    List<Feature[]> rows = new ArrayList<>();
    List<Double> targets = new ArrayList<>();
    for (Example example : examples) {
      rows.add(features(embedder.embed(example.getText())));
      targets.add((double) outcomes.indexOf(example.getOutcome()));
    }
    Problem problem = new Problem();
    problem.l = rows.size();
    problem.n = rows.get(0).length;
    problem.x = rows.toArray(Feature[][]::new);
    problem.y = targets.stream().mapToDouble(Double::doubleValue).toArray();
    return new Head(Linear.train(problem, new Parameter(SolverType.L2R_LR, COST, STOP)), outcomes);
  }

  /** The probability of each outcome, in their order; they add up to 1. */
  double[] probabilities(float[] vector) {
    double[] byModelOrder = new double[outcomes.size()];
    Linear.predictProbability(model, features(vector), byModelOrder);
    double[] probabilities = new double[outcomes.size()];
    int[] labels = model.getLabels();
    for (int i = 0; i < labels.length; i++) {
      probabilities[labels[i]] = byModelOrder[i];
    }
    return probabilities;
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
