// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.util.OptionalLong;

/** The highest timestamp that was read from a partition, kept over restarts. */
final class PartitionClock {
  private static final String KEY = "clock";

  private final Table<Long> store;

  PartitionClock(Table<Long> store) {
    this.store = store;
  }

  /** Milliseconds since 1970; empty when nothing was ever read. */
  OptionalLong read() {
    Long stored = store.get(KEY);
    return stored == null ? OptionalLong.empty() : OptionalLong.of(stored);
  }

  /** Sets it to a time that is not below its own. */
  void advance(long to) {
    store.put(KEY, to);
  }
}
