// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.signal.OfflineReads;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The words that manifests, the API and messages use for the constants of the records. */
public final class Words {
  private Words() {}

  /** The word of a constant, such as {@code true_rate} or {@code user-turns}. */
  public static String of(Enum<?> constant) {
    String word = constant.name().toLowerCase(Locale.ROOT);
    return constant instanceof OfflineReads ? word.replace('_', '-') : word;
  }

  /** All words of a kind of constants, in their order. */
  public static <T extends Enum<T>> Map<String, T> all(Class<T> type) {
    Map<String, T> words = new LinkedHashMap<>();
    for (T constant : type.getEnumConstants()) {
      words.put(of(constant), constant);
    }
    return words;
  }
}
