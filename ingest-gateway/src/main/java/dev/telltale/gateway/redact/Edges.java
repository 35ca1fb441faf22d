// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

/**
 * Where words begin and end. Text may be JSON, or a part of it, in which a letter may belong to an
 * escape such as {@code \n} and not to the word after it.
 */
final class Edges {
  private static final String ESCAPES = "nrtbf";
  private static final int UNICODE_ESCAPE = 6;

  private Edges() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isWord(char c) {
    return isDigit(c) || isLetter(c) || c == '_';
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** True when a word may begin at a position: what is before it does not belong to it. */
  static boolean isStart(String text, int position) {
    if (position == 0 || !isWord(text.charAt(position - 1))) {
      return true;
    }
    return afterEscape(text, position);
  }

  static boolean isEnd(String text, int position) {
    return position == text.length() || !isWord(text.charAt(position));
  }

  /** Moves a start behind an escape that it stands in. */
  static int behindEscape(String text, int start) {
    if (start == 0 || text.charAt(start - 1) != '\\' || start == text.length()) {
      return start;
    }
    int end = start + (text.charAt(start) == 'u' ? UNICODE_ESCAPE - 1 : 1);
    return Math.min(end, text.length());
  }

  private static boolean afterEscape(String text, int position) {
    if (position >= 2
        && text.charAt(position - 2) == '\\'
        && ESCAPES.indexOf(text.charAt(position - 1)) >= 0) {
      return true;
    }
    return position >= UNICODE_ESCAPE && text.startsWith("\\u", position - UNICODE_ESCAPE);
  }
}
