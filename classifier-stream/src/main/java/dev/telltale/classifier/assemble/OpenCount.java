// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** How many lives of a partition are open; stands beside its clock, so that a restart knows it. */
final class OpenCount {
  private static final Bytes ROW = Bytes.wrap(new byte[] {1});

  private final KeyValueStore<Bytes, byte[]> store;
  private long open;

  OpenCount(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    byte[] stored = store.get(ROW);
    this.open = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
  }

  void changed(boolean before, boolean after) {
    if (before != after) {
      open += after ? 1 : -1;
      store.put(ROW, ByteBuffer.allocate(Long.BYTES).putLong(open).array());
    }
  }

  long get() {
    return open;
  }
}
