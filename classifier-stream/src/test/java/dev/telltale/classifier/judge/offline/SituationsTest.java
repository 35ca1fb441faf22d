// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SituationsTest {
  @Test
  void twinsAreLeftOutTogetherAndFoldsAreOfOneSize() {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      float[] vector = new float[8];
      vector[i % 8] = 1;
      vectors.add(vector);
    }

    int[] folds = Situations.folds(vectors, 4);

    for (int i = 0; i < folds.length; i++) {
      assertThat(folds[i]).isEqualTo(folds[i % 8]);
    }
    for (int fold = 0; fold < 4; fold++) {
      int one = fold;
      assertThat(Arrays.stream(folds).filter(f -> f == one)).hasSize(12);
    }
  }
}
