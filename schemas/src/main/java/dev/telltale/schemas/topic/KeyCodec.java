// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import java.util.function.Function;

/**
 * How a key becomes text and back.
 *
 * @param write gives the key's text
 * @param read gives the key of a text, or throws {@link IllegalArgumentException}
 * @param <K> the key's type
 */
public record KeyCodec<K>(Function<K, String> write, Function<String, K> read) {
  /** Keys that are their own text. */
  public static final KeyCodec<String> TEXT =
      new KeyCodec<>(Function.identity(), Function.identity());
}
