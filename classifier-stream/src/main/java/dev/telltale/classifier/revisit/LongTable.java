// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers by numbers, 16 bytes a place: what is known of millions of targets has to fit beside all
 * else. One thread at a time.
 */
final class LongTable {
  /** Marks a free place; a key that is the same is kept as another one. */
  private static final long FREE = 0;

  private static final int FIRST = 1_024;

  private long[] keys = new long[FIRST];
  private long[] values = new long[FIRST];
  private int size;

  int size() {
    return size;
  }

  boolean has(long key) {
    return keys[place(key)] != FREE;
  }

  @Nullable Long get(long key) {
    int place = place(key);
    return keys[place] == FREE ? null : Long.valueOf(values[place]);
  }

  /** Puts it there, and gives true when nothing was there for the key. */
  boolean put(long key, long value) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int place = place(key);
    boolean fresh = keys[place] == FREE;
    if (fresh) {
      keys[place] = used(key);
      size++;
    }
    values[place] = value;
    return fresh;
  }

  private int place(long key) {
    long used = used(key);
    int place = (int) (used & (keys.length - 1));
    while (keys[place] != FREE && keys[place] != used) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[Math.multiplyExact(oldKeys.length, 2)];
    values = Arrays.copyOf(keys, keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }

  private static long used(long key) {
    return key == FREE ? 1 : key;
  }
}
