// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of payment cards: 13 to 19 digits, in one or grouped as cards show them, that begin as an
 * issuer's do and pass Luhn's check. One number of ten passes that check by chance, so the
 * beginning matters: times and most ids do not begin so.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Payment_card_number">Payment card number: lengths and
 *     beginnings by network; ISO/IEC 7812-1 for the check</a>
 */
final class CardNumbers implements Finder {
  static final List<String> ANCHORS =
      List.of(
          "0000000000000",
          "0000 0000",
          "0000-0000",
          "0000\u00a00000",
          "0 0 0 0 0 0 0",
          "0-0-0-0-0-0-0");

  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;
  private static final int[][] GROUPS = {
    {4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {4, 4, 4, 1}
  };
  private static final int[] SPELLED = {1};

  @Override
  public @Nullable Range at(String text, int from, int to) {
    if (!isStart(text, from)) {
      return null;
    }
    int run = digitsEnd(text, from) - from;
    if (run == 1) {
      return spelled(text, from);
    }
    if (run >= SHORTEST) {
      return number(text, from, from + run);
    }
    for (int[] groups : GROUPS) {
      Range range = number(text, from, groupsEnd(text, from, groups));
      if (range != null) {
        return range;
      }
    }
    return null;
  }

  /** Not in a word, a longer number, or the fraction of one. */
  private static boolean isStart(String text, int from) {
    if (!Edges.isStart(text, from)) {
      return false;
    }
    boolean fraction =
        from >= 2 && text.charAt(from - 1) == '.' && Edges.isDigit(text.charAt(from - 2));
    return !fraction;
  }

  /** The end of groups of those lengths; -1 when they do not stand there. */
  private static int groupsEnd(String text, int from, int[] lengths) {
    int at = from;
    for (int i = 0; i < lengths.length; i++) {
      if (i > 0 && (at >= text.length() || !isSeparator(text.charAt(at++)))) {
        return -1;
      }
      int end = digitsEnd(text, at);
      if (end - at != lengths[i]) {
        return -1;
      }
      at = end;
    }
    return at;
  }

  /** Digit by digit, as a machine writes down what was spoken. */
  private static @Nullable Range spelled(String text, int from) {
    if (isAfterDigit(text, from)) {
      return null;
    }
    int end = from + 1;
    while (end - from < 2 * LONGEST + 2
        && end + 1 < text.length()
        && isSeparator(text.charAt(end))
        && groupsEnd(text, end + 1, SPELLED) > 0) {
      end += 2;
    }
    return number(text, from, end);
  }

  /** Behind another digit that stands alone. */
  private static boolean isAfterDigit(String text, int from) {
    return from >= 2
        && isSeparator(text.charAt(from - 1))
        && Edges.isDigit(text.charAt(from - 2))
        && (from == 2 || !Edges.isDigit(text.charAt(from - 3)));
  }

  private static @Nullable Range number(String text, int from, int end) {
    if (end < 0 || !Edges.isEnd(text, end)) {
      return null;
    }
    StringBuilder digits = new StringBuilder(LONGEST);
    for (int i = from; i < end && digits.length() <= LONGEST; i++) {
      if (Edges.isDigit(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return isIssued(digits) && passesLuhn(digits) ? new Range(from, end) : null;
  }

  private static boolean isIssued(CharSequence digits) {
    int length = digits.length();
    if (length < SHORTEST || length > LONGEST) {
      return false;
    }
    int four = Integer.parseInt(digits, 0, 4, 10);
    int two = four / 100;
    return switch (two / 10) {
      case 4 -> length == 13 || length == 16 || length >= 18;
      case 6 -> true;
      case 5 -> length == 16 || two == 50 || two >= 56;
      case 2 -> length >= 16 && ((four >= 2200 && four <= 2204) || (four >= 2221 && four <= 2720));
      case 3 ->
          switch (two) {
            case 34, 37 -> length == 15;
            case 30, 36, 38, 39 -> length >= 14;
            case 35 -> length >= 16;
            default -> false;
          };
      default -> false;
    };
  }

  private static boolean passesLuhn(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int counted = i % 2 == 0 ? digit : 2 * digit;
      sum += counted > 9 ? counted - 9 : counted;
    }
    return sum % 10 == 0;
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && end - from <= LONGEST && Edges.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || c == '\u00a0';
  }
}
