// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders to the manifests in them. */
final class ManifestPaths {
  private ManifestPaths() {}

  /**
   * A manifest.
   *
   * @param name its path, as it was given
   */
  record Manifest(String name, String content) {}

  /** Reads files as they are named, and of folders the {@code .yaml} and {@code .yml}, by name. */
  static List<Manifest> read(List<Path> paths) throws CommandFailure {
    List<Manifest> manifests = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Path file : inside(path)) {
          manifests.add(manifest(file));
        }
      } else {
        manifests.add(manifest(path));
      }
    }
    return manifests;
  }

  private static List<Path> inside(Path folder) throws CommandFailure {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> manifests =
          files
              .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      if (manifests.isEmpty()) {
        throw new CommandFailure(folder + ": no *.yaml or *.yml in this folder");
      }
      return manifests;
    } catch (IOException e) {
      throw new CommandFailure(folder + ": cannot be listed");
    }
  }

  private static Manifest manifest(Path file) throws CommandFailure {
    if (!Files.exists(file)) {
      throw new CommandFailure(file + ": no such file or folder");
    }
    try {
      return new Manifest(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new CommandFailure(file + ": is not UTF-8");
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read");
    }
  }
}
