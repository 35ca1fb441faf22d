// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

/** Tells what a machine drew from what a person wrote, where both may stand. */
final class Randomness {
  private static final int SHORTEST = 16;
  private static final int LONGER_THAN_WORDS = 32;

  private Randomness() {}

  /** Keys have; words joined by hyphens have not. */
  static boolean hasDigitOrCapital(String key) {
    // Of the beginning that names the issuer, capitals do not count.
    int drawn = Math.max(key.indexOf('-'), key.indexOf('_')) + 1;
    return key.chars().skip(drawn).anyMatch(c -> Edges.isDigit((char) c) || (c >= 'A' && c <= 'Z'));
  }

  /** Or is longer than any word. */
  static boolean hasDigit(String token) {
    return token.length() >= LONGER_THAN_WORDS
        || token.chars().anyMatch(c -> Edges.isDigit((char) c));
  }

  /** Long, without spaces, and with a digit or a capital. */
  static boolean looksDrawn(String text) {
    return text.length() >= SHORTEST
        && text.chars().noneMatch(Character::isWhitespace)
        && hasDigitOrCapital(text);
  }
}
