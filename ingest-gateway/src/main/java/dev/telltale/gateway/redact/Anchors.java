// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds all of many short literals in one pass over a text. Letters match in either case, and
 * {@code 0} stands for any digit.
 *
 * <p>A text is looked at in pairs of characters. A literal begins either with a pair or in the
 * middle of one, so it is dealt into one bucket of each kind; a table has, for each pair, the
 * buckets in which some literal has it first, and those in which some literal has it second. Two
 * characters cost a load and an "and", and only where a bucket has both its pairs are literals
 * compared.
 *
 * @see <a href="https://doi.org/10.1145/135239.135243">A new approach to text searching: the
 *     shift-or method; the buckets are as in the "Teddy" matcher of Hyperscan</a>
 */
final class Anchors {
  private static final int PAIR = 2;
  private static final int WINDOW = 2 * PAIR;
  private static final byte ANY = 0;

  /** As many bits of a pair tell of its being first as of its being second. */
  private static final int BUCKETS = 32;

  /** Literals that begin with a pair have the lower half, so they are heard of first. */
  private static final int HALF = BUCKETS / 2;

  /** A pair of two ASCII characters; other characters are taken for one of these until compared. */
  private static final int ASCII_PAIR = 0x7f7f;

  private static final int ASCII = 0x7f;

  private static final VarHandle PAIRS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] FOLDED = foldedBytes();

  private final byte[][] literals;

  /** By bucket: numbers of literals. */
  private final int[][] buckets = new int[BUCKETS][];

  /**
   * By pair: in the upper half the buckets that may begin with it, in the lower those that go on.
   */
  private final long[] fits = new long[ASCII_PAIR + 1];

  /** Hears of literals. */
  interface Listener {
    /** The literal of that number stands in the text from one position to another. */
    void found(int literal, int from, int to);
  }

  /** Takes literals of Latin letters, digits and signs. */
  Anchors(List<String> literals) {
    this.literals =
        literals.stream()
            .map(literal -> literal.getBytes(ISO_8859_1))
            .map(Anchors::folded)
            .toArray(byte[][]::new);
    for (int half : new int[] {0, HALF}) {
      List<List<Integer>> dealt = deal(half);
      for (int i = 0; i < HALF; i++) {
        buckets[half + i] = dealt.get(i).stream().mapToInt(Integer::intValue).toArray();
        for (int number : buckets[half + i]) {
          byte[] window = window(number, half);
          enter(window[0], window[1], 1L << (BUCKETS + half + i));
          enter(window[2], window[3], 1L << (half + i));
        }
      }
    }
  }

  /** Tells of every literal in a text, in order of where they begin. */
  void scan(String text, Listener listener) {
    // An array costs a third of what charAt does.
    byte[] bytes = bytes(text);
    int pairs = bytes.length & -PAIR;
    for (int at = second(bytes, PAIR, pairs); at < pairs; at = second(bytes, at + PAIR, pairs)) {
      compare(bytes, at - PAIR, pair(bytes, at - PAIR), pair(bytes, at), listener);
    }
    // The last literals may end before their windows do.
    int last = pairs < bytes.length ? bytes[pairs] & ASCII : 0;
    if (pairs > 0) {
      compare(bytes, pairs - PAIR, pair(bytes, pairs - PAIR), last, listener);
    }
    compare(bytes, pairs, last, 0, listener);
  }

  /**
   * Where the next pair stands that some bucket has second and the pair before it first. Nothing
   * else is done in this loop, or the compiler would make it take three times as long.
   */
  private int second(byte[] text, int from, int end) {
    long[] table = fits;
    long begun = from < end ? table[pair(text, from - PAIR)] >>> BUCKETS : 0;
    for (int at = from; at < end; at += PAIR) {
      long here = table[pair(text, at)];
      if ((begun & here) != 0) {
        return at;
      }
      begun = here >>> BUCKETS;
    }
    return end;
  }

  private static int pair(byte[] text, int at) {
    return (short) PAIRS.get(text, at) & ASCII_PAIR;
  }

  /** A byte a character, so that positions are the same; what is not of Latin-1 is any sign. */
  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (bytes.length == text.length()) {
      return bytes;
    }
    // A pair of surrogates became one byte.
    byte[] each = new byte[text.length()];
    for (int i = 0; i < each.length; i++) {
      char c = text.charAt(i);
      each[i] = (byte) (c > 0xff ? '?' : c);
    }
    return each;
  }

  private void compare(byte[] text, int window, int first, int second, Listener listener) {
    int candidates = (int) (fits[first] >>> BUCKETS & fits[second]);
    for (int left = candidates; left != 0; left &= left - 1) {
      int bucket = Integer.numberOfTrailingZeros(left);
      int from = window + (bucket < HALF ? 0 : 1);
      for (int number : buckets[bucket]) {
        if (stands(literals[number], text, from)) {
          listener.found(number, from, from + literals[number].length);
        }
      }
    }
  }

  private static boolean stands(byte[] literal, byte[] text, int from) {
    if (from + literal.length > text.length) {
      return false;
    }
    // From its end, because its beginning is there already, or nearly.
    for (int i = literal.length - 1; i >= 0; i--) {
      if (literal[i] != folded(text[from + i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Into as many buckets as a half has, so that few texts fit a bucket and none of its literals.
   */
  private List<List<Integer>> deal(int half) {
    List<List<Integer>> dealt = new ArrayList<>();
    IntStream.range(0, HALF).forEach(bucket -> dealt.add(new ArrayList<>()));
    for (int i = 0; i < literals.length; i++) {
      int number = i;
      dealt.stream()
          .min(
              Comparator.comparingLong(
                  bucket -> fitting(with(bucket, number), half) - fitting(bucket, half)))
          .orElseThrow()
          .add(number);
    }
    return dealt;
  }

  private static List<Integer> with(List<Integer> bucket, int number) {
    List<Integer> more = new ArrayList<>(bucket);
    more.add(number);
    return more;
  }

  /** How many windows would fit a bucket of these literals. */
  private long fitting(List<Integer> bucket, int half) {
    List<byte[]> windows = bucket.stream().map(number -> window(number, half)).toList();
    return IntStream.range(0, WINDOW)
        .mapToLong(
            place ->
                IntStream.rangeClosed(0, ASCII)
                    .filter(c -> windows.stream().anyMatch(window -> fits(window[place], c)))
                    .count())
        .reduce(1, (some, more) -> some * more);
  }

  /** The first two pairs in which a literal may stand. */
  private byte[] window(int number, int half) {
    byte[] window = new byte[WINDOW];
    int before = half == 0 ? 0 : 1;
    byte[] literal = literals[number];
    System.arraycopy(literal, 0, window, before, Math.min(literal.length, WINDOW - before));
    return window;
  }

  private void enter(byte first, byte second, long bucket) {
    for (int i = 0; i <= ASCII; i++) {
      for (int j = 0; j <= ASCII; j++) {
        if (fits(first, i) && fits(second, j)) {
          fits[j << Byte.SIZE | i] |= bucket;
        }
      }
    }
  }

  private static boolean fits(byte wanted, int c) {
    boolean beyondAscii = wanted < 0 && (wanted & ASCII) == c;
    return wanted == ANY || wanted == folded((byte) c) || beyondAscii;
  }

  private static byte[] folded(byte[] literal) {
    byte[] folded = new byte[literal.length];
    for (int i = 0; i < literal.length; i++) {
      folded[i] = folded(literal[i]);
    }
    return folded;
  }

  private static byte folded(byte c) {
    return FOLDED[Byte.toUnsignedInt(c)];
  }

  private static byte[] foldedBytes() {
    byte[] folded = new byte[1 << Byte.SIZE];
    for (int c = 0; c < folded.length; c++) {
      folded[c] = (byte) (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : Edges.isDigit((char) c) ? '0' : c);
    }
    return folded;
  }
}
