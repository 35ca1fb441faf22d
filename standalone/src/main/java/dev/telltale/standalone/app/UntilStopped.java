// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * From its making on, Ctrl-C and SIGTERM close what a process has opened before it ends. The
 * process ends with 1 when it was stopped on its way, and with 0 once it {@linkplain #hold()
 * holds}: then it is there to be stopped.
 */
final class UntilStopped implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(UntilStopped.class);

  private final AutoCloseable running;
  private final Runnable said;
  private final Thread hook;
  private volatile boolean holding;

  /**
   * Starts to watch.
   *
   * @param running may be given more to close later, and may be closed twice
   * @param said called first when the process is told to stop
   */
  UntilStopped(AutoCloseable running, Runnable said) {
    this.running = running;
    this.said = said;
    this.hook = new Thread(this::stop, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Does not return. */
  void hold() throws InterruptedException {
    holding = true;
    new CountDownLatch(1).await();
  }

  /** Watches no more; does nothing when the process is on its way out already. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOGGER.atDebug().log("the process is stopping already");
    }
  }

  private void stop() {
    int exitCode = holding ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    try {
      said.run();
      running.close();
    } catch (Exception e) {
      LOGGER.atWarn().setCause(e).log("not closed cleanly");
      exitCode = CommandLine.ExitCode.SOFTWARE;
    }
    // A stop that was asked for is no failure; without this the exit code would be the signal's.
    Runtime.getRuntime().halt(exitCode);
  }
}
