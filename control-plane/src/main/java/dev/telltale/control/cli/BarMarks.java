// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Bars of marks: one character for each value. */
final class BarMarks {
  private static final String OTHERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final char NONE_LEFT = '?';

  private BarMarks() {}

  /**
   * A mark for each value, in their order: of their own letters if one is free.
   *
   * @param binary whether true and false are told apart at a glance instead
   */
  static Map<String, Character> of(List<String> values, boolean binary) {
    Map<String, Character> marks = new LinkedHashMap<>();
    Set<Character> taken = new HashSet<>();
    for (String value : values) {
      char mark =
          binary && value.equals("true")
              ? '#'
              : binary && value.equals("false") ? '-' : free(value, taken);
      taken.add(mark);
      marks.put(value, mark);
    }
    return marks;
  }

  private static char free(String value, Set<Character> taken) {
    String wanted = value.toLowerCase(Locale.ROOT) + OTHERS;
    for (int i = 0; i < wanted.length(); i++) {
      char mark = wanted.charAt(i);
      if (OTHERS.indexOf(mark) >= 0 && !taken.contains(mark)) {
        return mark;
      }
    }
    return NONE_LEFT;
  }

  /**
   * Draws a bar. What is there is seen, as long as there is a character for each; the rest is
   * shared out by what the parts lack most.
   *
   * @param parts how much of each mark; not all 0
   * @param length in characters
   */
  static String bar(Map<Character, Long> parts, int length) {
    long all = parts.values().stream().mapToLong(Long::longValue).sum();
    List<Character> seen =
        parts.entrySet().stream()
            .filter(part -> part.getValue() > 0)
            .map(Map.Entry::getKey)
            .toList();
    Map<Character, Integer> drawn = new LinkedHashMap<>();
    int left = length;
    for (char mark : seen) {
      int least = seen.size() <= length ? 1 : 0;
      drawn.put(mark, least);
      left -= least;
    }
    List<Character> byLack = new ArrayList<>(seen);
    for (; left > 0; left--) {
      byLack.sort(
          Comparator.comparingDouble(
              (Character mark) ->
                  drawn.getOrDefault(mark, 0)
                      - (double) parts.getOrDefault(mark, 0L) * length / all));
      drawn.merge(byLack.get(0), 1, Integer::sum);
    }
    StringBuilder bar = new StringBuilder();
    drawn.forEach((mark, count) -> bar.append(String.valueOf(mark).repeat(count)));
    return bar.toString();
  }
}
