// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.kafka.CompactedView;
import java.time.Duration;

/** A topic of definitions as a table. */
interface DefinitionTable<K, V> extends AutoCloseable {
  /** Starts to read. */
  void start();

  /** Waits until what was there at the start has been read; false when it took longer. */
  boolean awaitCaughtUp(Duration atMost) throws InterruptedException;

  /** Waits until the record at an offset has been read; false when it took longer. */
  boolean awaitRead(long offset, Duration atMost) throws InterruptedException;

  /** What was read so far. */
  CompactedView.Snapshot<K, V> snapshot();

  /** True once the reading has ended, asked or not. */
  boolean hasEnded();

  @Override
  void close();
}
