// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a key: parts joined by a slash, each percent-encoded, so that any Kafka tool can
 * read it and the same parts always give the same bytes.
 *
 * <p>Escapes are RFC 3986's: a per cent sign and two upper-case hexadecimal digits for each UTF-8
 * byte.
 */
public final class KeyText {
  private static final String SLUG = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  private static final String IDENTIFIER = SLUG + "ABCDEFGHIJKLMNOPQRSTUVWXYZ~";
  private static final String HEX = "0123456789ABCDEF";

  private KeyText() {}

  /** Encodes a project, an agent or a name: all but {@code [a-z0-9._-]} is escaped. */
  public static String slug(String part) {
    return encode(part, SLUG);
  }

  /**
   * Encodes an id that a client made, such as a session's: all but {@code [A-Za-z0-9._~-]} is
   * escaped.
   */
  public static String identifier(String part) {
    return encode(part, IDENTIFIER);
  }

  /** True when the text is a slug as it stands: not empty, only {@code [a-z0-9._-]}. */
  public static boolean isSlug(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> SLUG.indexOf(c) >= 0);
  }

  /**
   * Splits a key and decodes its parts.
   *
   * @throws IllegalArgumentException when it does not have that many parts, or an escape is
   *     malformed
   */
  public static List<String> parts(String key, int count) {
    String[] encoded = key.split("/", -1);
    if (encoded.length != count) {
      throw new IllegalArgumentException(
          "key: " + key + " (expected: " + count + " parts joined by /)");
    }
    List<String> parts = new ArrayList<>(count);
    for (String part : encoded) {
      parts.add(decode(part));
    }
    return parts;
  }

  private static String encode(String part, String plain) {
    if (part.isEmpty()) {
      throw new IllegalArgumentException("part of a key: empty (expected: some text)");
    }
    StringBuilder text = new StringBuilder(part.length() + 8);
    for (byte b : part.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (plain.indexOf(c) >= 0) {
        text.append(c);
      } else {
        text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return text.toString();
  }

  private static String decode(String part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < part.length() ? HEX.indexOf(part.charAt(i + 1)) : -1;
      int low = i + 2 < part.length() ? HEX.indexOf(part.charAt(i + 2)) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "part of a key: " + part + " (expected: escapes such as %2F)");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(UTF_8);
  }
}
