// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void aTargetWithoutALabelIsAVerdictAndNoLabel() {
    assertThat(Counts.NONE.with(null).with("true"))
        .isEqualTo(new Counts(1, 2, Map.of("true", 1L), 0));
  }

  @Test
  void takingAwayEverythingThatWasAddedLeavesNothingWhateverTheOrder() {
    Random chance = new Random(7);
    List<String> added = new ArrayList<>();
    Counts counts = Counts.NONE;
    for (int i = 0; i < 500; i++) {
      if (added.isEmpty() || chance.nextInt(3) > 0) {
        String value = "value-" + chance.nextInt(3 * Counts.MOST_VALUES);
        added.add(value);
        counts = counts.with(value);
      } else {
        counts = counts.without(added.remove(chance.nextInt(added.size())));
      }
      assertThat(counts.values().values()).allMatch(n -> n >= 0);
      assertThat(counts.others()).isNotNegative();
      assertThat(counts.values()).hasSizeLessThanOrEqualTo(Counts.MOST_VALUES);
      long ofValues = counts.values().values().stream().mapToLong(n -> n).sum();
      assertThat(ofValues + counts.others()).isEqualTo(counts.labels()).isEqualTo(added.size());
    }
  }

  @Test
  void twoCountsAddUp() {
    Counts one = Counts.NONE.with("true").with("false");
    Counts other = Counts.NONE.with("true").with(null);

    assertThat(one.plus(other)).isEqualTo(new Counts(3, 4, Map.of("true", 2L, "false", 1L), 0));
  }
}
