// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values under a key and a time, which are forgotten by themselves when they are old. All times are
 * milliseconds since 1970.
 */
public interface Timeline<V> {
  /** A value and its time. */
  record Stamped<V>(long at, V value) {}

  /** The value at exactly that time. */
  @Nullable V get(String key, long at);

  /** Sets it. */
  void put(String key, V value, long at);

  /** Takes it away. */
  void remove(String key, long at);

  /** The earliest value of a span, both ends included. */
  @Nullable Stamped<V> first(String key, long from, long to);

  /** Every value from a time on and before another. */
  void each(String key, long from, long to, Consumer<V> consumer);
}
