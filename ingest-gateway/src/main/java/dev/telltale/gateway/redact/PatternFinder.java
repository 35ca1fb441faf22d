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
  /** How far a pattern sees; it need not count then, which costs a state for each number. */
  private static final int WINDOW = 256;

  private static final int LONGEST_WORD = 64;

  private final Pattern pattern;
  private final IntPredicate before;
  private final IntPredicate after;
  private final Predicate<String> likely;
  private final Predicate<String> check;

  /**
   * Makes a finder.
   *
   * @param before characters that belong to what is found and stand before the anchor, at most 64
   * @param after characters that belong to it and stand behind the match, however many
   * @param likely told in less time than the pattern takes: whether it may match at the beginning
   *     of a text
   * @param check what the match must also be
   */
  PatternFinder(
      String pattern,
      IntPredicate before,
      IntPredicate after,
      Predicate<String> likely,
      Predicate<String> check) {
    this.pattern = Pattern.compile(pattern);
    this.before = before;
    this.after = after;
    this.likely = likely;
    this.check = check;
  }

  @Override
  public @Nullable Range at(String text, int from, int to) {
    int start = from;
    while (start > 0 && from - start < LONGEST_WORD && before.test(text.charAt(start - 1))) {
      start--;
    }
    start = start < from ? Edges.behindEscape(text, start) : start;
    if (start > from || !isStart(text, start)) {
      return null;
    }
    String window = text.substring(start, Math.min(text.length(), start + WINDOW));
    if (!likely.test(window)) {
      return null;
    }
    Matcher matcher = pattern.matcher(window);
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

  /** Not in a word, nor joined to one by a hyphen if hyphens belong to what is found. */
  private boolean isStart(String text, int start) {
    if (!Edges.isWord(text.charAt(start))) {
      return true;
    }
    boolean joined =
        start >= 2
            && text.charAt(start - 1) == '-'
            && after.test('-')
            && Edges.isWord(text.charAt(start - 2));
    return !joined && Edges.isStart(text, start);
  }
}
