// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one write buffer for all stores of the process. Each store alone would take up to
 * 98 MiB, and a partition has up to twelve.
 */
public final class SharedMemory implements RocksDBConfigSetter {
  private static final long TOTAL = 64L * 1024 * 1024;
  private static final long WRITES = 16L * 1024 * 1024;
  private static final long ONE_WRITE_BUFFER = 4L * 1024 * 1024;

  /**
   * What a store takes with its first row. There are up to a hundred: with the default, an eighth
   * of a buffer, they would fill all buffers while they are empty, and each row would cost a flush.
   */
  private static final long FIRST_ROW = 32L * 1024;

  static {
    RocksDB.loadLibrary();
  }

  private static final Cache CACHE = new LRUCache(TOTAL);
  private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITES, CACHE);

  /** For Kafka Streams, which makes one for each store. */
  public SharedMemory() {}

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(ONE_WRITE_BUFFER);
    options.setArenaBlockSize(FIRST_ROW);
  }

  /** Cache and buffer outlive every store. */
  @Override
  public void close(String store, Options options) {}
}
