// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of Markdown, taken apart.
 *
 * @param file where it stands
 * @param text all of it
 */
record Page(Path file, String text) {
  static final Path ROOT = root();
  static final Page MANUAL = read(ROOT.resolve("deploy/README.md"));
  static final Page GROWTH = read(ROOT.resolve("docs/growth.md"));

  static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every match of a pattern's first group. */
  List<String> all(String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }

  /** From a heading up to the next of its rank or higher. */
  String section(String heading) {
    String rank = heading.substring(0, heading.indexOf(' '));
    String rest = text.substring(text.indexOf(heading + "\n") + heading.length());
    return rest.split("\n#{1," + rank.length() + "} ", 2)[0];
  }

  /** The rows of all tables in a text, without their heads. */
  static List<List<String>> rows(String text) {
    return text.lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .map(line -> line.substring(1, line.length() - 1).split("\\|", -1))
        .map(cells -> Arrays.stream(cells).map(String::strip).toList())
        .toList();
  }

  /** The contents of the fenced block of a language. */
  String block(String language) {
    String from = text.substring(text.indexOf("```" + language + "\n") + language.length() + 4);
    return from.substring(0, from.indexOf("```"));
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("telltale"))) {
      folder = java.util.Objects.requireNonNull(folder.getParent(), "not inside the project");
    }
    return folder;
  }
}
