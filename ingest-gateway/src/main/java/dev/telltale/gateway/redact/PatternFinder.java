// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern matches at an anchor. If the pattern has a group, the group is what must not be
 * there.
 */
final class PatternFinder implements Finder {
  private static final int WINDOW = 1_024;
  private static final int LONGEST_WORD = 64;

  private final Pattern pattern;
  private final IntPredicate before;
  private final IntPredicate after;
  private final Predicate<String> check;

  /**
   * Makes a finder.
   *
   * @param before characters that belong to what is found and stand before the anchor, at most 64
   * @param after characters that belong to it and stand behind the match, however many
   * @param check what the match must also be
   */
  PatternFinder(String pattern, IntPredicate before, IntPredicate after, Predicate<String> check) {
    this.pattern = Pattern.compile(pattern);
    this.before = before;
    this.after = after;
    this.check = check;
  }

  @Override
  public @Nullable Range at(String text, int from, int to) {
    int start = from;
    while (start > 0 && from - start < LONGEST_WORD && before.test(text.charAt(start - 1))) {
      start--;
    }
    start = start < from ? Edges.behindEscape(text, start) : start;
    if (start > from || (Edges.isWord(text.charAt(start)) && !Edges.isStart(text, start))) {
      return null;
    }
    Matcher matcher =
        pattern.matcher(text.substring(start, Math.min(text.length(), start + WINDOW)));
    if (!matcher.lookingAt()) {
      return null;
    }
    int group = Math.min(1, pattern.groupCount());
    if (!check.test(matcher.group(group))) {
      return null;
    }
    int end = start + matcher.end(group);
    while (end < text.length() && after.test(text.charAt(end))) {
      end++;
    }
    return new Range(start + matcher.start(group), end);
  }
}
