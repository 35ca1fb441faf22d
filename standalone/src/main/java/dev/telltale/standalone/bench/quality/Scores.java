// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import dev.telltale.schemas.label.Kappa;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A judge's best outcomes beside those that are true. Pure. */
record Scores(List<String> outcomes, List<Scored> all) {
  private static final int BINS = 10;

  /**
   * One target.
   *
   * @param best the judge's best outcome, whether it is sure of it or not
   * @param probability of the best outcome, 0 to 1
   * @param given whether the judge was sure enough to give it as a label
   */
  record Scored(String truth, String best, double probability, boolean given) {
    boolean isRight() {
      return truth.equals(best);
    }
  }

  Scores {
    outcomes = List.copyOf(outcomes);
    all = List.copyOf(all);
  }

  /** The half that the judge is surest of; of an odd number the larger one. */
  Scores surerHalf() {
    return new Scores(
        outcomes,
        all.stream()
            .sorted(Comparator.comparingDouble(Scored::probability).reversed())
            .limit((all.size() + 1) / 2)
            .toList());
  }

  /** Those that got a label. */
  Scores given() {
    return new Scores(outcomes, all.stream().filter(Scored::given).toList());
  }

  double accuracy() {
    return share(Scored::isRight);
  }

  /** The share that got a label. */
  double coverage() {
    return share(Scored::given);
  }

  private double share(Predicate<Scored> which) {
    return all.isEmpty()
        ? Double.NaN
        : (double) all.stream().filter(which).count() / (double) all.size();
  }

  /** The mean of the outcomes' F1; that of one that is never true and never said is 0. */
  double macroF1() {
    return outcomes.stream().mapToDouble(this::f1).average().orElse(Double.NaN);
  }

  private double f1(String outcome) {
    long said = all.stream().filter(one -> one.best().equals(outcome)).count();
    long known = all.stream().filter(one -> one.truth().equals(outcome)).count();
    long both = all.stream().filter(one -> one.best().equals(outcome) && one.isRight()).count();
    return said + known == 0 ? 0 : 2.0 * both / (double) (said + known);
  }

  /** Cohen's kappa; not a number where chance alone explains all. */
  double kappa() {
    return Kappa.of(all.stream().map(one -> new Kappa.Pair(one.truth(), one.best())).toList())
        .orElse(Double.NaN);
  }

  /**
   * The expected calibration error: how far the mean probability of the best outcome is from the
   * share that is right, in ten bins of equal width, each by its share of the targets.
   */
  double calibrationError() {
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      int of = bin;
      List<Scored> inside =
          all.stream()
              .filter(one -> Math.min(BINS - 1, (int) (one.probability() * BINS)) == of)
              .toList();
      double right = inside.stream().filter(Scored::isRight).count();
      double expected = inside.stream().mapToDouble(Scored::probability).sum();
      error += Math.abs(expected - right) / all.size();
    }
    return all.isEmpty() ? Double.NaN : error;
  }
}
