// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

/**
 * An attribute's key with its indices taken out.
 *
 * @param pattern the key with {@code #} for each index
 * @param first the first index, -1 when there is none
 * @param second the second index, -1 when there is none
 */
record IndexedKey(String pattern, int first, int second) {
  /** Longer numbers do not fit an int, and no list is that long. */
  private static final int MAX_DIGITS = 9;

  /** Takes a key apart; a part is an index when it has digits only. */
  static IndexedKey of(String key) {
    int indexed = indexAfter(key, 0);
    if (indexed < 0) {
      return new IndexedKey(key, -1, -1);
    }
    StringBuilder pattern = new StringBuilder(key.length());
    int first = -1;
    int second = -1;
    int copied = 0;
    for (int start = indexed; start >= 0; start = indexAfter(key, start)) {
      int end = digitsEnd(key, start);
      int index = Integer.parseInt(key, start, end, 10);
      second = first >= 0 && second < 0 ? index : second;
      first = first < 0 ? index : first;
      pattern.append(key, copied, start).append('#');
      copied = end;
    }
    return new IndexedKey(pattern.append(key, copied, key.length()).toString(), first, second);
  }

  /** Where the next part that is an index starts; -1 when there is none. */
  private static int indexAfter(String key, int from) {
    for (int dot = key.indexOf('.', from); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      int end = digitsEnd(key, dot + 1);
      boolean whole = end == key.length() || key.charAt(end) == '.';
      if (whole && end > dot + 1 && end - dot - 1 <= MAX_DIGITS) {
        return dot + 1;
      }
    }
    return -1;
  }

  private static int digitsEnd(String key, int start) {
    int end = start;
    while (end < key.length() && key.charAt(end) >= '0' && key.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
