// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.docs;

import dev.telltale.standalone.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The README, taken apart. */
final class Readme {
  private static final String TEXT = read();

  private Readme() {}

  static String text() {
    return TEXT;
  }

  static List<String> firstLines(int count) {
    return TEXT.lines().limit(count).toList();
  }

  /** The contents of fenced blocks of a language. */
  static List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(TEXT)
        .results()
        .forEach(m -> blocks.add(m.group(1)));
    return blocks;
  }

  /** Every match of a pattern's first group. */
  static List<String> all(String pattern) {
    return Pattern.compile(pattern)
        .matcher(TEXT)
        .results()
        .map((MatchResult m) -> m.group(1))
        .distinct()
        .toList();
  }

  private static String read() {
    try {
      return Files.readString(TestProcess.ROOT.resolve("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
