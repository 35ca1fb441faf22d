// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import dev.telltale.schemas.access.AccessKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code telltale key file}: the first key of an installation, before anything runs that could make
 * one.
 */
@Command(
    name = "file",
    description = {
      "Writes an operator's key with all rights into a folder: DIR/key is the key, for"
          + " TELLTALE_API_KEY_FILE; DIR/keys.yaml its SHA-256, for telltale.access.keys-file."
          + " The key is TELLTALE_API_KEY if that is set, else the one that is there, else a new one."
    },
    footerHeading = Noun.EXAMPLE,
    footer = "  ./telltale key file ./keys")
public final class KeyFileCommand implements Callable<Integer> {
  private static final int SHORTEST = 16;

  private final Map<String, String> environment;
  private final RandomGenerator random;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The folder; it is made if need be.")
  private Path folder = Path.of("");

  @SuppressWarnings("unused") // picocli asks for it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(names = "--json", description = "Prints what was done as one line of JSON.")
  private boolean json;

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_KEY}, if it is set
   * @param random makes keys: a secure one
   */
  public KeyFileCommand(Map<String, String> environment, RandomGenerator random) {
    this.environment = Map.copyOf(environment);
    this.random = random;
  }

  @Override
  public Integer call() {
    Path keyFile = folder.resolve("key");
    try {
      Files.createDirectories(folder);
      Optional<String> there = there(keyFile);
      String key = given().or(() -> there).orElseGet(() -> AccessKeys.newKey(random));
      boolean written = !there.equals(Optional.of(key));
      if (written) {
        write(keyFile, key + "\n", "rw-------");
      }
      // Written each time: a stop between the two files leaves no key that opens nothing.
      write(folder.resolve("keys.yaml"), list(key), "rw-r--r--");
      say(written);
      return 0;
    } catch (IOException e) {
      throw new IllegalStateException(
          "key files cannot be written to " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Optional<String> there(Path keyFile) throws IOException {
    return Files.exists(keyFile)
        ? Optional.of(Files.readString(keyFile).strip()).filter(key -> !key.isEmpty())
        : Optional.empty();
  }

  private Optional<String> given() {
    Optional<String> given = ApiKey.of(environment);
    given
        .filter(key -> key.length() < SHORTEST)
        .ifPresent(
            key -> {
              throw new IllegalArgumentException(
                  ApiKey.VARIABLE
                      + " is too short for a key (expected: "
                      + SHORTEST
                      + " characters or more, such as from openssl rand -hex 24)");
            });
    return given;
  }

  private static String list(String key) {
    return "- name: operator\n  sha256: "
        + AccessKeys.sha256(key)
        + "\n  project: default\n  rights: [ingest, read, write]\n";
  }

  /** In one step: whoever reads it meanwhile sees the old text or the new one. */
  private void write(Path file, String text, String permissions) throws IOException {
    Path fresh = Files.createTempFile(folder, ".key", null);
    Files.writeString(fresh, text);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void say(boolean written) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println("{\"written\":" + written + "}");
    } else {
      out.println((written ? "wrote the key to " : "kept the key in ") + folder.resolve("key"));
    }
    out.flush();
  }
}
