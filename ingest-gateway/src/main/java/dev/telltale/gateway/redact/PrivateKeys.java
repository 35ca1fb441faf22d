// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in their armour, with line breaks or their escapes. One that was cut has no end: it
 * goes as far as it may be a key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class PrivateKeys implements Finder {
  private static final Pattern BEGIN =
      Pattern.compile("-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----");
  private static final Pattern END =
      Pattern.compile("-----END [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----");
  private static final int LONGEST_LINE = 96;
  private static final int LONGEST = 16 * 1024;

  @Override
  public @Nullable Range at(String text, int from, int to) {
    Matcher begin = BEGIN.matcher(line(text, from));
    if (!begin.lookingAt()) {
      return null;
    }
    int body = from + begin.end();
    int last = endOf(text, body);
    if (last >= 0) {
      Matcher end = END.matcher(line(text, last));
      if (end.lookingAt()) {
        return new Range(from, last + end.end());
      }
    }
    int end = body;
    while (end < text.length() && isBody(text.charAt(end))) {
      end++;
    }
    return new Range(from, end);
  }

  /** Looks no further than a key may be long: there may be many beginnings and no end. */
  private static int endOf(String text, int body) {
    int end = text.substring(body, Math.min(text.length(), body + LONGEST)).indexOf("-----END ");
    return end < 0 ? -1 : body + end;
  }

  private static String line(String text, int from) {
    return text.substring(from, Math.min(text.length(), from + LONGEST_LINE));
  }

  private static boolean isBody(char c) {
    return Edges.isWord(c) || Edges.isSpace(c) || "+/=-\\".indexOf(c) >= 0;
  }
}
