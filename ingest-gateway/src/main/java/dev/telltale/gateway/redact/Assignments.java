// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Secrets behind their name, as in {@code password=…}, {@code "api_key": "…"} or an HTTP header.
 * The name stays, the value is found.
 */
final class Assignments implements Finder {
  /** How the names of {@link SecretNames} end. */
  static final List<String> ANCHORS =
      List.of("password", "passwd", "passphrase", "pwd", "secret", "key", "token", "authorization");

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_QUOTED = 4_096;
  private static final int LOOKED_AT = 256;
  private static final int SPACES = 3;
  private static final int SHORTEST_AFTER_COLON = 4;
  private static final List<String> NOTHING = List.of("null", "true", "false", "None", "True");

  @Override
  public @Nullable Range at(String text, int from, int to) {
    int at = quotesEnd(text, to);
    boolean quotedName = at > to;
    int sign = spacesEnd(text, at);
    int value = signEnd(text, sign);
    if (value < 0) {
      return null;
    }
    SecretNames name = SecretNames.of(text.substring(nameStart(text, from), to));
    if (name == SecretNames.NEVER) {
      return null;
    }
    value = spacesEnd(text, value);
    if (quotedName && name == SecretNames.ALWAYS && isStructure(text, value)) {
      // In JSON all of it goes; in what was JSON once, that is all that can be told from the rest.
      return new Range(value, value + 1);
    }
    int open = quotesEnd(text, value);
    int end = open > value ? closing(text, value, open) : -1;
    if (end >= 0) {
      return isSecret(name, text.substring(open, end)) ? new Range(open, end) : null;
    }
    boolean prose = !quotedName && text.charAt(sign) == ':';
    return word(text, value, name, prose ? SHORTEST_AFTER_COLON : 1);
  }

  private static boolean isSecret(SecretNames name, String value) {
    return !NOTHING.contains(value) && name.covers(value);
  }

  /** What begins a long word tells what it is, so that none is read again and again. */
  private static @Nullable Range word(String text, int from, SecretNames name, int shortest) {
    int start = name == SecretNames.PERHAPS ? SecretNames.schemeEnd(text, from) : from;
    int looked = wordEnd(text, start, Math.min(text.length(), start + LOOKED_AT));
    String value = text.substring(from, looked);
    if (value.length() < shortest || value.startsWith("/") || !isSecret(name, value)) {
      return null;
    }
    return new Range(from, wordEnd(text, looked, text.length()));
  }

  private static boolean isStructure(String text, int at) {
    return at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '[');
  }

  private static int nameStart(String text, int from) {
    int start = from;
    while (start > 0
        && from - start < LONGEST_NAME
        && (Edges.isWord(text.charAt(start - 1)) || text.charAt(start - 1) == '-')) {
      start--;
    }
    return start;
  }

  /** Behind backslashes and one quote, if that is what stands there. */
  private static int quotesEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == '\\') {
      at++;
    }
    boolean quote = at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
    return quote ? at + 1 : from;
  }

  private static int spacesEnd(String text, int from) {
    int at = from;
    while (at < text.length() && at - from < SPACES && Edges.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int signEnd(String text, int from) {
    for (String sign : List.of("=>", ":=", "==", "=", ":")) {
      if (text.startsWith(sign, from)) {
        return from + sign.length();
      }
    }
    return -1;
  }

  /**
   * Where the quote that opened is closed: JSON in JSON escapes its quotes, and quotes within have
   * more backslashes before them than those around.
   */
  private static int closing(String text, int from, int open) {
    char quote = text.charAt(open - 1);
    int depth = open - 1 - from;
    int backslashes = 0;
    for (int i = open; i < text.length() && i - open < LONGEST_QUOTED; i++) {
      char c = text.charAt(i);
      if (c == quote && backslashes <= depth) {
        return i - backslashes;
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return -1;
  }

  /** To the next space or what else ends a value. */
  private static int wordEnd(String text, int from, int most) {
    int at = from;
    while (at < most
        && !Edges.isSpace(text.charAt(at))
        && "\"'\\,;&<>(){}[]".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }
}
