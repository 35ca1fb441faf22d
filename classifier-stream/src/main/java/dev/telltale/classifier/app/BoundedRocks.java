// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write buffer for all state stores of the process. With the defaults each
 * store has its own, and eight partitions would take gigabytes outside the heap.
 */
public final class BoundedRocks implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 128L * 1024 * 1024;
  private static final long WRITE_BUFFER_BYTES = 64L * 1024 * 1024;
  private static final Cache CACHE = new LRUCache(CACHE_BYTES);
  private static final WriteBufferManager WRITE_BUFFER =
      new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

  private final BloomFilter filter = new BloomFilter(10);

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    // A new span is looked up before it is written, and is not there: the filter answers that
    // without a read.
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setFilterPolicy(filter);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFER);
  }

  @Override
  public void close(String store, Options options) {
    filter.close();
  }
}
