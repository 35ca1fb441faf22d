// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KappaTest {
  @Test
  void agreementOfTwoCliniciansIsAsInTheTextbook() {
    // 20 and 15 alike, 5 and 10 not: p_o = 0.70, p_e = 0.50.
    List<Kappa.Pair> pairs = new ArrayList<>();
    add(pairs, 20, "yes", "yes");
    add(pairs, 5, "yes", "no");
    add(pairs, 10, "no", "yes");
    add(pairs, 15, "no", "no");

    assertThat(Kappa.of(pairs).orElseThrow()).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void whoAlwaysDisagreesIsBelowChance() {
    List<Kappa.Pair> pairs = new ArrayList<>();
    add(pairs, 3, "yes", "no");
    add(pairs, 3, "no", "yes");

    assertThat(Kappa.of(pairs)).hasValue(-1);
  }

  @Test
  void nothingIsSaidWithoutAPairOrWithOneValueOnly() {
    List<Kappa.Pair> pairs = new ArrayList<>();
    add(pairs, 7, "no", "no");

    assertThat(Kappa.of(List.of())).isEmpty();
    assertThat(Kappa.of(pairs)).isEmpty();
  }

  private static void add(List<Kappa.Pair> pairs, int times, String one, String other) {
    for (int i = 0; i < times; i++) {
      pairs.add(new Kappa.Pair(one, other));
    }
  }
}
