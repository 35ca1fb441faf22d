// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.docs;

import dev.telltale.standalone.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The README and the pages that it leads to, as one text, taken apart. */
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

  /** The README first, then the pages. */
  static List<Path> pages() {
    List<Path> pages = new ArrayList<>(List.of(TestProcess.ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(TestProcess.ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  /** Those, and the manual of who runs it for others. */
  static String withManual() {
    return TEXT + "\n" + text(TestProcess.ROOT.resolve("deploy/README.md"));
  }

  static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read() {
    return pages().stream().map(Readme::text).collect(Collectors.joining("\n"));
  }
}
