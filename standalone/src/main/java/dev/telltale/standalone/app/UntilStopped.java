// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps a process until it is told to stop, and then closes what it has opened, however it was
 * told.
 */
final class UntilStopped {
  private UntilStopped() {}

  /** Does not return: Ctrl-C or SIGTERM closes everything and ends the process with 0. */
  static void hold(AutoCloseable running, Runnable said) throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  int exitCode = 0;
                  try {
                    said.run();
                    running.close();
                  } catch (Exception e) {
                    exitCode = 1;
                  }
                  // A stop that was asked for is no failure; without this the exit code would be
                  // the signal's.
                  Runtime.getRuntime().halt(exitCode);
                },
                "stop"));
    new CountDownLatch(1).await();
  }
}
