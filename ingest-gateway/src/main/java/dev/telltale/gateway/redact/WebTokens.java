// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import org.jspecify.annotations.Nullable;

/**
 * JSON web tokens: two to five parts of base64url between points, of which the first is an object
 * of JSON. One that was cut may lack its last parts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>
 */
final class WebTokens implements Finder {
  private static final int SHORTEST_PART = 8;

  @Override
  public @Nullable Range at(String text, int from, int to) {
    // Within a longer token it was found, or not, where that begins.
    boolean inside = from > 0 && text.charAt(from - 1) == '-';
    if (inside || !Edges.isStart(text, from)) {
      return null;
    }
    int header = partEnd(text, from);
    if (header - from < SHORTEST_PART || header == text.length() || text.charAt(header) != '.') {
      return null;
    }
    int end = partEnd(text, header + 1);
    if (end - header <= SHORTEST_PART) {
      return null;
    }
    while (end < text.length() && text.charAt(end) == '.' && partEnd(text, end + 1) > end + 1) {
      end = partEnd(text, end + 1);
    }
    return new Range(from, end);
  }

  private static int partEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isBase64(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isBase64(char c) {
    return Edges.isWord(c) || c == '-';
  }
}
