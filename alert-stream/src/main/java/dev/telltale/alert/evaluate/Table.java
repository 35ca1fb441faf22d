// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values under a key. */
public interface Table<V> {
  /** The value under that key. */
  @Nullable V get(String key);

  /** Sets it. */
  void put(String key, V value);

  /** Takes it away. */
  void remove(String key);

  /** All values, as of now. */
  List<Entry<V>> entries();

  /** A value and its key. */
  record Entry<V>(String key, V value) {}
}
