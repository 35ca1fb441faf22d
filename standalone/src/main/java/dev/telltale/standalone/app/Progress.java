// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.transfer.ImportTally;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;

/** How far a file was read, on a line of its own; a terminal's line is written over. */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long LOG_NANOS = 5_000_000_000L;

  private final Path file;
  private final ImportTally tally;
  private final PrintWriter err;
  private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
  private final long size;
  private long shown = System.nanoTime();
  private boolean open;

  Progress(Path file, ImportTally tally, PrintWriter err) {
    this.file = file;
    this.tally = tally;
    this.err = err;
    this.size = size(file);
  }

  void read(long bytes) {
    long now = System.nanoTime();
    if (now - shown < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
      return;
    }
    shown = now;
    open = true;
    int done = (int) Math.min(WIDTH, WIDTH * bytes / size);
    err.printf(
        Locale.ROOT,
        "%s[%s%s] %3d %%  %d lines, %d spans  %s%s",
        terminal ? "\r" : "",
        "#".repeat(done),
        "-".repeat(WIDTH - done),
        Math.min(100, 100 * bytes / size),
        tally.acceptedLines() + tally.rejectedLines(),
        tally.acceptedSpans(),
        file.getFileName(),
        terminal ? "" : System.lineSeparator());
    err.flush();
  }

  /** Leaves a terminal's line. */
  @Override
  public void close() {
    if (open && terminal) {
      err.println();
      err.flush();
    }
  }

  private static long size(Path file) {
    try {
      return Math.max(1, Files.size(file));
    } catch (IOException e) {
      return Long.MAX_VALUE / 100;
    }
  }
}
