// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Texts that are near each other, so that they can be left out together: what is asked of a head is
 * how it does in situations that it has not seen, and a text beside its own twin would say too much
 * of that. Pure.
 */
final class Situations {
  private static final int TEXTS_EACH = 6;

  private Situations() {}

  /** A fold for each vector; folds are of about the same size, and situations are never split. */
  static int[] folds(List<float[]> vectors, int folds) {
    List<List<Integer>> situations = situations(vectors);
    situations.sort(Comparator.comparing((List<Integer> one) -> one.size()).reversed());
    int[] load = new int[folds];
    int[] fold = new int[vectors.size()];
    for (List<Integer> situation : situations) {
      int lightest = 0;
      for (int i = 1; i < folds; i++) {
        lightest = load[i] < load[lightest] ? i : lightest;
      }
      for (int member : situation) {
        fold[member] = lightest;
      }
      load[lightest] += situation.size();
    }
    return fold;
  }

  /** Each situation starts with the text that is farthest from all that there were before it. */
  private static List<List<Integer>> situations(List<float[]> vectors) {
    double[] nearness = new double[vectors.size()];
    int[] nearest = new int[vectors.size()];
    Arrays.fill(nearness, Double.NEGATIVE_INFINITY);
    int count = Math.max(1, vectors.size() / TEXTS_EACH);
    List<List<Integer>> situations = new ArrayList<>();
    int centre = 0;
    for (int s = 0; s < count; s++) {
      situations.add(new ArrayList<>());
      int farthest = 0;
      for (int i = 0; i < nearness.length; i++) {
        double similarity = dot(vectors.get(i), vectors.get(centre));
        if (similarity > nearness[i]) {
          nearness[i] = similarity;
          nearest[i] = s;
        }
        farthest = nearness[i] < nearness[farthest] ? i : farthest;
      }
      centre = farthest;
    }
    for (int i = 0; i < nearest.length; i++) {
      situations.get(nearest[i]).add(i);
    }
    return situations;
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
