// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Finds all of many short literals in one pass over a text. Letters match in either case, and
 * {@code 0} stands for any digit.
 *
 * <p>Literals are dealt into 16 buckets. A word of 64 bits holds four lanes of a bit for each
 * bucket: whether the last one, two, three, four characters are how a literal of the bucket begins.
 * Each character costs a shift and an "and" with its row of a table, and only where the fourth lane
 * is not empty are literals compared.
 *
 * @see <a href="https://doi.org/10.1145/135239.135243">A new approach to text searching: the
 *     shift-or method; the buckets are as in the "Teddy" matcher of Hyperscan</a>
 */
final class Anchors {
  private static final int LANES = 4;
  private static final int BUCKETS = 16;
  private static final int LAST_LANE = (LANES - 1) * BUCKETS;
  private static final int ASCII = 128;
  private static final int CHUNK = 2_048;
  private static final long FIRST_LANE = (1L << BUCKETS) - 1;

  private final List<String> literals;

  /** By bucket: numbers of literals. */
  private final int[][] buckets = new int[BUCKETS][];

  /** By character: the lanes and buckets that it fits. All that is not ASCII is one character. */
  private final long[] fits = new long[ASCII + 1];

  /** Hears of literals. */
  interface Listener {
    /** The literal of that number stands in the text from one position to another. */
    void found(int literal, int from, int to);
  }

  Anchors(List<String> literals) {
    this.literals = literals.stream().map(Anchors::folded).toList();
    List<List<Integer>> dealt = new ArrayList<>();
    IntStream.range(0, BUCKETS).forEach(bucket -> dealt.add(new ArrayList<>()));
    for (int number = 0; number < literals.size(); number++) {
      String literal = this.literals.get(number);
      int best =
          IntStream.range(0, BUCKETS)
              .boxed()
              .min(Comparator.comparingLong(bucket -> added(literal, bucket)))
              .orElseThrow();
      dealt.get(best).add(number);
      deal(literal, best);
    }
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      buckets[bucket] = dealt.get(bucket).stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** Tells of every literal in a text, in order of where they begin. */
  void scan(String text, Listener listener) {
    long state = -1;
    // A character of an array costs half of what charAt does.
    char[] chunk = new char[Math.min(CHUNK, text.length())];
    for (int start = 0; start < text.length(); start += CHUNK) {
      int length = Math.min(CHUNK, text.length() - start);
      text.getChars(start, start + length, chunk, 0);
      int at = 0;
      while (at < length) {
        // Nothing is called in this loop, or it would take twice as long.
        long candidates = 0;
        while (candidates == 0 && at < length) {
          char c = chunk[at++];
          state = ((state << BUCKETS) | FIRST_LANE) & (c < ASCII ? fits[c] : fits[ASCII]);
          candidates = state >>> LAST_LANE;
        }
        if (candidates != 0) {
          compare(text, start + at - 1, candidates, listener);
        }
      }
    }
  }

  private void compare(String text, int at, long candidates, Listener listener) {
    for (long left = candidates; left != 0; left &= left - 1) {
      for (int number : buckets[Long.numberOfTrailingZeros(left)]) {
        String literal = literals.get(number);
        int from = at + 1 - Math.min(LANES, literal.length());
        if (stands(literal, text, from)) {
          listener.found(number, from, from + literal.length());
        }
      }
    }
  }

  private static boolean stands(String literal, String text, int from) {
    if (from < 0 || from + literal.length() > text.length()) {
      return false;
    }
    // From its end, because its beginning is there already, or nearly.
    for (int i = literal.length() - 1; i >= 0; i--) {
      if (literal.charAt(i) != folded(text.charAt(from + i))) {
        return false;
      }
    }
    return true;
  }

  /** How many more beginnings a bucket fits with a literal: each is a comparison for nothing. */
  private long added(String literal, int bucket) {
    long before = 1;
    long after = 1;
    for (int lane = 0; lane < LANES; lane++) {
      int has = 0;
      int more = 0;
      for (int c = 0; c < ASCII; c++) {
        boolean fitsNow = (fits[c] & bit(lane, bucket)) != 0;
        has += fitsNow ? 1 : 0;
        more += !fitsNow && fits(literal, lane, (char) c) ? 1 : 0;
      }
      before *= has;
      after *= has + more;
    }
    return after - before;
  }

  private void deal(String literal, int bucket) {
    for (int c = 0; c <= ASCII; c++) {
      for (int lane = 0; lane < LANES; lane++) {
        fits[c] |= fits(literal, lane, (char) c) ? bit(lane, bucket) : 0;
      }
    }
  }

  /** A literal of less than four characters ends in the last lane, whatever is before it. */
  private static boolean fits(String literal, int lane, char c) {
    int missing = Math.max(0, LANES - literal.length());
    return lane < missing || literal.charAt(lane - missing) == folded(c);
  }

  private static long bit(int lane, int bucket) {
    return 1L << (lane * BUCKETS + bucket);
  }

  private static String folded(String literal) {
    return literal.toLowerCase(Locale.ROOT).replaceAll("[0-9]", "0");
  }

  private static char folded(char c) {
    if (Edges.isDigit(c)) {
      return '0';
    }
    return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
  }
}
