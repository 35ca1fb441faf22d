// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexedKeyTest {
  @ParameterizedTest
  @CsvSource({
    "service.name, service.name, -1, -1",
    "a.12.b, a.#.b, 12, -1",
    "a.12, a.#, 12, -1",
    "a.1.b.20.c, a.#.b.#.c, 1, 20",
    "a.1.b.2.c.3, a.#.b.#.c.#, 1, 2",
    "a.1x.b, a.1x.b, -1, -1",
    "12.b, 12.b, -1, -1",
    "a..b., a..b., -1, -1",
    "a.1234567890.b, a.1234567890.b, -1, -1",
    "a.-1.b, a.-1.b, -1, -1"
  })
  void numbersBetweenDotsAreIndices(String key, String pattern, int first, int second) {
    assertThat(IndexedKey.of(key)).isEqualTo(new IndexedKey(pattern, first, second));
  }
}
