// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is due when: rows of eight bytes of time and then the key, so that the store's order is the
 * order of deadlines. One row a key. A row may be earlier than the key's true deadline: who takes
 * it looks, and puts it back later. So a span costs no write here, only each quiet gap does.
 */
final class Deadlines {
  private static final byte[] NOTHING = new byte[0];

  private final KeyValueStore<Bytes, byte[]> store;

  /**
   * Nothing stands before this: scans from the start would walk over all rows that were ever
   * deleted.
   */
  private long scanFrom = Long.MIN_VALUE;

  /** A key and the time of its row. */
  record Due(long at, String key) {}

  Deadlines(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void put(long at, String key) {
    scanFrom = Math.min(scanFrom, at);
    store.put(row(at, key), NOTHING);
  }

  void remove(long at, String key) {
    store.delete(row(at, key));
  }

  /** The row with the earliest time up to now, if there is one. */
  Optional<Due> firstUntil(long now) {
    if (now < scanFrom) {
      return Optional.empty();
    }
    Optional<Due> first = scan(row(now + 1, ""));
    if (first.isEmpty()) {
      scanFrom = now + 1;
    }
    return first;
  }

  /** The earliest time of any row. */
  OptionalLong first() {
    Optional<Due> first = scan(row(Long.MAX_VALUE, ""));
    return first.isPresent() ? OptionalLong.of(first.get().at) : OptionalLong.empty();
  }

  private Optional<Due> scan(Bytes to) {
    try (KeyValueIterator<Bytes, byte[]> rows = store.range(row(Math.max(0, scanFrom), ""), to)) {
      if (!rows.hasNext()) {
        return Optional.empty();
      }
      KeyValue<Bytes, byte[]> row = rows.next();
      ByteBuffer key = ByteBuffer.wrap(row.key.get());
      Due due = new Due(key.getLong(), UTF_8.decode(key).toString());
      scanFrom = due.at;
      return Optional.of(due);
    }
  }

  private static Bytes row(long at, String key) {
    byte[] text = key.getBytes(UTF_8);
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + text.length).putLong(at).put(text).array());
  }
}
