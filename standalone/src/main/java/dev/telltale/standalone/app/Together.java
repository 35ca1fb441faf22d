// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.ArrayList;
import java.util.List;

/**
 * Roles that stop at the same time, as their processes would if they ran apart: each waits seconds
 * for its peers, and none for another role. Opened and closed by one thread.
 */
final class Together implements AutoCloseable {
  private final List<Closing> members = new ArrayList<>();

  <T extends AutoCloseable> T add(T role) {
    Closing closing = new Closing();
    members.add(closing);
    return closing.add(role);
  }

  @Override
  public void close() {
    List<Thread> threads =
        members.stream().map(member -> new Thread(member::close, "stop-role")).toList();
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
