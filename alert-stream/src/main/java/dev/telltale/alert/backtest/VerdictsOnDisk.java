// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.alert.evaluate.CountedVerdict;
import dev.telltale.alert.evaluate.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The counted verdict of every target, in a folder that lives as long as this: there may be
 * millions, and memory stays the same. Of a target only the last is kept, as no other is asked for.
 * Not for several threads.
 */
final class VerdictsOnDisk implements Timeline<CountedVerdict>, AutoCloseable {
  private static final long WRITE_BUFFER = 8L * 1024 * 1024;
  private static final long CACHE = 16L * 1024 * 1024;

  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;
  private final Cache cache = new LRUCache(CACHE);
  private final Options options =
      new Options()
          .setCreateIfMissing(true)
          .setWriteBufferSize(WRITE_BUFFER)
          .setTableFormatConfig(
              new BlockBasedTableConfig().setBlockCache(cache).setCacheIndexAndFilterBlocks(true));

  /** Nothing is to be found again after a crash. */
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

  private final RocksDB rows;

  /**
   * Makes an empty one.
   *
   * @param parent where its folder is made
   */
  VerdictsOnDisk(Path parent) throws IOException {
    Files.createDirectories(parent);
    folder = Files.createTempDirectory(parent, "backtest-");
    try {
      rows = RocksDB.open(options, folder.toString());
    } catch (RocksDBException e) {
      throw new IOException("backtest's folder cannot be used: " + folder, e);
    }
  }

  @Override
  public @Nullable CountedVerdict get(String key, long at) {
    Stamped<CountedVerdict> found = first(key, at, at);
    return found == null ? null : found.value();
  }

  @Override
  public void put(String key, CountedVerdict value, long at) {
    try {
      ByteBuffer encoded = value.toByteBuffer();
      ByteBuffer row = ByteBuffer.allocate(Long.BYTES + encoded.remaining());
      rows.put(unlogged, key.getBytes(UTF_8), row.putLong(at).put(encoded).array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      throw broken(e);
    }
  }

  @Override
  public void remove(String key, long at) {
    try {
      rows.delete(unlogged, key.getBytes(UTF_8));
    } catch (RocksDBException e) {
      throw broken(e);
    }
  }

  @Override
  public @Nullable Stamped<CountedVerdict> first(String key, long from, long to) {
    try {
      byte[] row = rows.get(key.getBytes(UTF_8));
      if (row == null) {
        return null;
      }
      ByteBuffer stored = ByteBuffer.wrap(row);
      long at = stored.getLong();
      return at < from || at > to
          ? null
          : new Stamped<>(at, CountedVerdict.fromByteBuffer(stored.slice()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      throw broken(e);
    }
  }

  @Override
  public void each(String key, long from, long to, Consumer<CountedVerdict> consumer) {
    Stamped<CountedVerdict> found = first(key, from, to - 1);
    if (found != null) {
      consumer.accept(found.value());
    }
  }

  /** Takes the folder away. */
  @Override
  public void close() {
    rows.close();
    options.close();
    unlogged.close();
    cache.close();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException broken(RocksDBException e) {
    return new IllegalStateException("backtest's folder cannot be used: " + e.getMessage(), e);
  }
}
