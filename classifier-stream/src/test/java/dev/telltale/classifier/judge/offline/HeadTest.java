// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.schemas.signal.OfflineReads;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTest {
  private final Head head =
      new Head(
          "three-numbers",
          OfflineReads.USER_TURNS,
          Pooling.RECENT,
          List.of("good", "bad", "neither"),
          new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          new float[] {0, 0.5f, 0},
          2);

  @Test
  void aHeadReadBackIsTheSame() {
    Head again = Head.of(head.bytes());

    assertThat(again.bytes()).isEqualTo(head.bytes());
    assertThat(again.model()).isEqualTo("three-numbers");
    assertThat(again.reads()).isEqualTo(OfflineReads.USER_TURNS);
    assertThat(again.pooling()).isEqualTo(Pooling.RECENT);
    assertThat(again.outcomes()).containsExactly("good", "bad", "neither");
    assertThat(again.probabilities(new float[] {1, 2, 3}))
        .isEqualTo(head.probabilities(new float[] {1, 2, 3}));
  }

  @Test
  void probabilitiesFollowTheScoresAndAddUpToOne() {
    double[] probabilities = head.probabilities(new float[] {1, 0, 0});

    assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
    assertThat(Math.log(probabilities[0] / probabilities[2])).isCloseTo(2, within(1e-9));
    assertThat(Math.log(probabilities[1] / probabilities[2])).isCloseTo(1, within(1e-9));
  }

  @Test
  void bytesThatAreNoHeadAreRefused() {
    byte[] bytes = head.bytes();
    byte[] laterForm = bytes.clone();
    laterForm[4] = 9;

    assertThatThrownBy(() -> Head.of(new byte[] {1, 2, 3, 4, 5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a head");
    assertThatThrownBy(() -> Head.of(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends too early");
    assertThatThrownBy(() -> Head.of(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("after its end");
    assertThatThrownBy(() -> Head.of(laterForm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("form 9");
  }

  @Test
  void aHeadForAnotherModelOrOtherOutcomesSaysSo() {
    assertThatThrownBy(() -> head.expect("bge", head.outcomes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vectors of three-numbers (expected: bge");
    assertThatThrownBy(() -> head.expect("three-numbers", List.of("good", "bad")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outcomes");
  }
}
