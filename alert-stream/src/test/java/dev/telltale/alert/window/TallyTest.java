// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
  private record Added(String value, long weight, int version) {}

  @Test
  void aTargetWithoutALabelIsAVerdictAndNoLabel() {
    Tally tally = new Tally();
    tally.addUnlabelled();
    tally.add("true", 0, 3);

    assertThat(tally.counts())
        .isEqualTo(new Counts(1, 2, Map.of("true", 1L), 0, Map.of(), 0, List.of(3)));
  }

  @Test
  void takingAwayEverythingThatWasAddedLeavesNothingWhateverTheOrder() {
    Random chance = new Random(7);
    List<Added> added = new ArrayList<>();
    Tally tally = new Tally();
    for (int i = 0; i < 2000; i++) {
      if (added.isEmpty() || (i < 1000 && chance.nextInt(3) > 0)) {
        Added next =
            new Added(
                "value-" + chance.nextInt(3 * Tally.MOST_VALUES),
                Weight.extra(1 + chance.nextInt(100)),
                1 + chance.nextInt(3));
        added.add(next);
        tally.add(next.value, next.weight, next.version);
      } else {
        Added taken = added.remove(chance.nextInt(added.size()));
        tally.remove(taken.value, taken.weight, taken.version);
      }
      Counts counts = tally.counts();
      assertThat(counts.values().values()).allMatch(n -> n >= 0);
      assertThat(counts.others()).isNotNegative();
      assertThat(counts.values()).hasSizeLessThanOrEqualTo(Tally.MOST_VALUES);
      long ofValues = counts.values().values().stream().mapToLong(n -> n).sum();
      assertThat(ofValues + counts.others()).isEqualTo(counts.labels()).isEqualTo(added.size());
      assertThat(counts.versions())
          .containsExactlyElementsOf(
              added.stream().map(Added::version).distinct().sorted().toList());
      double weight = added.stream().mapToLong(a -> Weight.ONE + a.weight).sum() / 1e6;
      assertThat(counts.weight()).isCloseTo(weight, within(1e-9 * (1 + weight)));
    }
  }

  @Test
  void theNumberOfALabelIsNeverGivenTwice() {
    Tally tally = new Tally();
    assertThat(tally.add("a", 0, 1)).isZero();
    assertThat(tally.add("a", 0, 1)).isEqualTo(1);
    assertThat(tally.add("b", 0, 1)).isZero();
    tally.remove("a", 0, 1);

    assertThat(tally.add("a", 0, 1)).isEqualTo(2);
  }

  @Test
  void twoTalliesAddUp() {
    Tally one = new Tally();
    one.add("true", 1_000_000, 1);
    one.add("false", 0, 1);
    Tally other = new Tally();
    other.add("true", 0, 2);
    other.addUnlabelled();
    one.add(other);

    assertThat(one.counts())
        .isEqualTo(
            new Counts(
                3,
                4,
                Map.of("true", 2L, "false", 1L),
                0,
                Map.of("true", 1_000_000L),
                0,
                List.of(1, 2)));
    assertThat(one.counts().weight()).isEqualTo(4);
    assertThat(one.counts().weightOf("true")).isEqualTo(3);
  }

  @Test
  void aLabelOfATenthOfTheTargetsWeighsTen() {
    assertThat(Weight.extra(10)).isEqualTo(9 * Weight.ONE);
    assertThat(Weight.extra(33)).isEqualTo(2_030_303);
    assertThat(Weight.extra(100)).isZero();
    assertThat(Weight.extra(0)).isZero();
    assertThat(Weight.extra(Double.NaN)).isZero();
  }
}
