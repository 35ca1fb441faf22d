// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The examples' packages, installed as their lock file says, beside copies of the examples. */
final class Npm {
  static final Path EXAMPLES = Run.ROOT.resolve("deploy/clients");

  private static final Path COPY = Run.ROOT.resolve("deploy/target/clients");
  private static final Pattern NO_NETWORK =
      Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH");

  private Npm() {}

  /**
   * Copies and installs them, unless that was done; skips the test where that cannot be.
   *
   * @return the folder with the examples' folders
   */
  static Path install() {
    Assumptions.assumeTrue(
        Stream.of("node", "npm").allMatch(Npm::runs), "node and npm are not installed here");
    try {
      boolean installed =
          Files.exists(COPY.resolve("node_modules/.package-lock.json"))
              && Files.exists(COPY.resolve("package-lock.json"))
              && Files.mismatch(lock(EXAMPLES), lock(COPY)) == -1;
      copy();
      if (!installed) {
        List<String> command = List.of("npm", "ci", "--prefer-offline", "--loglevel=error");
        Run.Result result = Run.run(COPY, Map.of(), command);
        Assumptions.assumeFalse(
            result.exitCode() != 0 && NO_NETWORK.matcher(result.said()).find(),
            "npm's registry cannot be reached from here");
        assertThat(result.exitCode()).as(result.said()).isZero();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return COPY;
  }

  private static Path lock(Path folder) {
    return folder.resolve("package-lock.json");
  }

  private static boolean runs(String program) {
    try {
      return Run.run(EXAMPLES, Map.of(), List.of(program, "--version")).exitCode() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static void copy() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = EXAMPLES.relativize(file);
        if (!relative.startsWith("node_modules")) {
          Path to = COPY.resolve(relative);
          Files.createDirectories(to.getParent());
          Files.copy(file, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
