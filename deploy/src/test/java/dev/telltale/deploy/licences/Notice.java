// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.licences;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The file NOTICE: what people wrote, and in it the list that is made of the SBOM. */
final class Notice {
  private static final String BEGIN = "Jars, by licence\n================\n";
  private static final String END = "\nTexts\n=====\n";
  private static final int WIDTH = 120;

  private final Path file;
  private final String text;

  Notice(Path file) throws IOException {
    this.file = file;
    this.text = Files.readString(file);
  }

  String text() {
    return text;
  }

  /** The list as it stands there. */
  String list() {
    return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
  }

  /** What people wrote about the texts. */
  String texts() {
    return text.substring(text.indexOf(END));
  }

  void record(String list) throws IOException {
    Files.writeString(
        file,
        text.substring(0, text.indexOf(BEGIN)) + BEGIN + list + text.substring(text.indexOf(END)));
  }

  /** The artifacts of the list. */
  Set<String> artifacts() {
    return list()
        .lines()
        .filter(line -> line.startsWith("  "))
        .map(line -> line.contains(": ") ? line.substring(line.indexOf(": ") + 2) : line)
        .flatMap(names -> java.util.Arrays.stream(names.strip().split(",? ", -1)))
        .map(name -> name.replace(",", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The list of these parts: by licence, then by group; without versions, which the SBOM has. */
  static String listOf(Collection<ShippedPart> parts) {
    Map<String, Map<String, Set<String>>> licences = new TreeMap<>();
    for (ShippedPart part : parts) {
      if (!part.isOurs()) {
        licences
            .computeIfAbsent(Licences.of(part.part(), part.said()), l -> new TreeMap<>())
            .computeIfAbsent(part.group(), g -> new TreeSet<>())
            .add(part.name());
      }
    }
    StringBuilder list = new StringBuilder();
    licences.forEach(
        (licence, groups) -> {
          list.append('\n').append(licence).append('\n');
          groups.forEach((group, names) -> append(list, group, names));
        });
    return list.toString();
  }

  private static void append(StringBuilder list, String group, Set<String> names) {
    StringBuilder line = new StringBuilder("  " + group + ":");
    int left = names.size();
    for (String name : names) {
      String next = " " + name + (--left > 0 ? "," : "");
      if (line.length() + next.length() > WIDTH) {
        list.append(line).append('\n');
        line = new StringBuilder("   ");
      }
      line.append(next);
    }
    list.append(line).append('\n');
  }
}
