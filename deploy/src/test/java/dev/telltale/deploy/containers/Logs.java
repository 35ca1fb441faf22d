// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The last lines of all roles, printed when a test fails: its containers are gone by then. */
final class Logs implements AfterTestExecutionCallback {
  private static final int KEPT = 300;
  private static final Deque<String> LINES = new ArrayDeque<>();

  static void add(String role, String line) {
    synchronized (LINES) {
      LINES.add(role + ": " + line);
      if (LINES.size() > KEPT) {
        LINES.remove();
      }
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    synchronized (LINES) {
      if (context.getExecutionException().isPresent()) {
        LINES.forEach(System.out::println);
      }
      LINES.clear();
    }
  }
}
