// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has opened; closed in the reverse order, and one that fails does not keep the
 * others from it.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Closing.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      long start = System.nanoTime();
      try {
        next.close();
        LOGGER
            .atDebug()
            .addKeyValue("part", next.getClass().getSimpleName())
            .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
            .log("closed");
      } catch (Exception e) {
        LOGGER
            .atWarn()
            .addKeyValue("part", next.getClass().getSimpleName())
            .setCause(e)
            .log("not closed cleanly");
      }
    }
  }
}
