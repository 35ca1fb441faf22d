// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;

/** How people and machines are reached. */
final class Contacts {
  /** Digits, and characters with their separators. */
  private static final int SHORTEST_PHONE = 7;

  private static final int LONGEST_PHONE = 26;

  private Contacts() {}

  static List<Row> emails() {
    return List.of(
        new Row(
            List.of("@"),
            new PatternFinder(
                "[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}",
                c -> Edges.isWord((char) c) || ".%+-".indexOf(c) >= 0,
                c -> false,
                text -> text.indexOf('@') > 0 && text.indexOf('.') > 0,
                match -> true)));
  }

  /** International, or as in North America; digits without any separator may be anything. */
  static List<Row> phones() {
    return List.of(
        phone("\\+\\d{1,3}[ .-]?\\(?\\d{1,5}\\)?(?:[ .-]?\\d{2,6}){1,5}\\b", "+0"),
        phone("\\(\\d{2,5}\\) ?\\d{3,4}[ .-]?\\d{3,6}\\b", "(00"),
        phone("\\d{3}-\\d{3}-\\d{4}\\b", "000-000-0000"),
        phone("\\d{3}\\.\\d{3}\\.\\d{4}\\b", "000.000.0000"),
        phone("\\d{3} \\d{3} \\d{4}\\b", "000 000 0000"));
  }

  static List<Row> ips() {
    String part = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    return List.of(
        new Row(
            List.of("0.0.0", "0.00.0", "0.000.0"),
            new PatternFinder(
                "(?:" + part + "\\.){3}" + part + "\\b",
                c -> Edges.isDigit((char) c),
                c -> false,
                text -> true,
                match -> true)));
  }

  private static Row phone(String pattern, String anchor) {
    return new Row(
        List.of(anchor),
        new PatternFinder(pattern, c -> false, c -> false, Contacts::isLikelyPhone, match -> true));
  }

  private static boolean isLikelyPhone(String text) {
    return text.chars().limit(LONGEST_PHONE).filter(c -> Edges.isDigit((char) c)).count()
        >= SHORTEST_PHONE;
  }
}
