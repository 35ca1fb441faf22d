// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import java.util.Arrays;

/** Scores to probabilities. Pure. */
final class Softmax {
  private Softmax() {}

  static double[] of(double[] scores, double slope) {
    double largest = Arrays.stream(scores).max().orElse(0);
    double[] shares = Arrays.stream(scores).map(s -> Math.exp(slope * (s - largest))).toArray();
    double all = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / all).toArray();
  }
}
