// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTableTest {
  @Test
  void itHoldsWhatAMapWould() {
    Random random = new Random(7);
    LongTable table = new LongTable();
    Map<Long, Long> map = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      // Some of them again, and many whose last bits are the same.
      long key = (long) random.nextInt(20_000) << 20;
      if (key == 0) {
        continue;
      }
      assertThat(table.put(key, i)).isEqualTo(map.put(key, (long) i) == null);
    }

    assertThat(table.size()).isEqualTo(map.size());
    map.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    assertThat(table.get(5)).isNull();
    assertThat(table.has(0)).isFalse();
    assertThat(table.put(0, 3)).isTrue();
    assertThat(table.get(0)).isEqualTo(3);
  }
}
