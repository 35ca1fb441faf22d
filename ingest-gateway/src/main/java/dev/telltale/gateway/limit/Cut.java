// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Cuts texts in their middle: how a text begins and how it ends says most of what it says. No
 * character is cut in two.
 */
final class Cut {
  /** A part of JSON is none, and nobody is to try. */
  private static final String NO_JSON = "(cut JSON) ";

  private static final int TAIL_OF = 4;

  private Cut() {}

  /**
   * The text within so many bytes of UTF-8, with a mark that says how many are gone; nothing when
   * it is not longer.
   */
  static @Nullable String middle(String text, int maxBytes) {
    if (text.length() <= maxBytes / 3) {
      return null;
    }
    long bytes = text.length() > maxBytes ? bytes(text, 0, text.length()) : bytesOfShort(text);
    if (bytes <= maxBytes) {
      return null;
    }
    String before = looksLikeJson(text) ? NO_JSON : "";
    int room = maxBytes - before.length() - mark(bytes).length();
    int tail = room / TAIL_OF;
    int headEnd = forward(text, room - tail);
    int tailStart = backward(text, tail);
    long gone = bytes(text, headEnd, tailStart);
    return before + text.substring(0, headEnd) + mark(gone) + text.substring(tailStart);
  }

  private static String mark(long bytes) {
    return " [... " + bytes + " bytes cut ...] ";
  }

  private static boolean looksLikeJson(String text) {
    String start = text.substring(0, Math.min(text.length(), 16)).stripLeading();
    return start.startsWith("{") || start.startsWith("[") || start.startsWith("\"");
  }

  private static long bytesOfShort(String text) {
    return text.getBytes(UTF_8).length;
  }

  /** How far so many bytes reach from the start. */
  private static int forward(String text, int bytes) {
    int left = bytes;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      left -= bytes(point);
      if (left < 0) {
        break;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  /** How far so many bytes reach back from the end. */
  private static int backward(String text, int bytes) {
    int left = bytes;
    int at = text.length();
    while (at > 0) {
      int point = text.codePointBefore(at);
      left -= bytes(point);
      if (left < 0) {
        break;
      }
      at -= Character.charCount(point);
    }
    return at;
  }

  private static long bytes(String text, int from, int to) {
    long bytes = 0;
    for (int i = from; i < to; ) {
      int point = text.codePointAt(i);
      bytes += bytes(point);
      i += Character.charCount(point);
    }
    return bytes;
  }

  private static int bytes(int point) {
    if (point < 0x80) {
      return 1;
    } else if (point < 0x800) {
      return 2;
    }
    return point < 0x10000 ? 3 : 4;
  }
}
