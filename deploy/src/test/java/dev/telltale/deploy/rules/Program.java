// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.rules;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that may be installed, such as Debian's promtool. */
record Program(Path file) {
  private static final long PATIENCE_SECONDS = 180;

  /** What it said, on both streams, and how it ended. */
  record Said(int exitCode, String text) {}

  /** Skips the test, with a message, where none of these names is installed. */
  static Program installed(String debian, String... names) {
    List<Path> found =
        Arrays.stream(names)
            .flatMap(
                name ->
                    Arrays.stream(
                            System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(
        !found.isEmpty(),
        () ->
            "NOT TESTED: "
                + names[0]
                + " is not installed (apt-get install --no-install-recommends "
                + debian
                + ")");
    return new Program(found.get(0));
  }

  static Program promtool() {
    return installed("prometheus", "promtool");
  }

  static Program amtool() {
    return installed("prometheus-alertmanager", "amtool");
  }

  /** Runs it to its end. */
  Said run(String... arguments) throws IOException, InterruptedException {
    Path said = Files.createTempFile("program-", ".out");
    Process process = start(said, arguments);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(file + " does not end: " + Files.readString(said));
      }
      return new Said(process.exitValue(), Files.readString(said));
    } finally {
      process.destroyForcibly();
      Files.delete(said);
    }
  }

  /** Starts it; whoever calls ends it. */
  Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
