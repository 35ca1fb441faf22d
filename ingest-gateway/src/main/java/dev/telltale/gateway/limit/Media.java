// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures, sounds and documents that stand in a text as base64: in data URLs, or as they are in
 * the parts of a provider's request. No judge reads them, and they are most of a span's bytes. What
 * stands there instead says what they were, and its digest tells one from another.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2397">RFC 2397: the data URL</a>
 */
final class Media {
  /** No word, key or digest is that long without a break. */
  private static final int SHORTEST_BARE = 1_000;

  private static final String BASE64_MARK = ";base64,";
  private static final String SCHEME = "data:";
  private static final int LONGEST_TYPE = 200;
  private static final int LOOKED_AT = 400;

  /**
   * How files of some types begin, in base64.
   *
   * @see <a href="https://www.garykessler.net/library/file_sigs.html">File signatures</a>
   */
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "iVBORw0KGgo", "image/png",
          "/9j/", "image/jpeg",
          "R0lGOD", "image/gif",
          "UklGR", "audio/wav",
          "JVBERi0", "application/pdf",
          "SUQz", "audio/mpeg",
          "T2dnUw", "audio/ogg",
          "UEsDB", "application/zip");

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int copied;
  private int replaced;

  /** Looks for media in a text. */
  Media(String text) {
    this.text = text;
    dataUrls();
    bare(text.length());
  }

  /** False when there is none for sure. */
  static boolean mayHold(String text) {
    return text.length() >= SHORTEST_BARE || text.contains(BASE64_MARK);
  }

  /** How many there were. */
  int replaced() {
    return replaced;
  }

  /** The text without them. */
  String text() {
    return replaced == 0 ? text : out + text.substring(copied);
  }

  /** What stands in place of bytes. */
  static String mark(String type, byte[] bytes) {
    return "[media " + type + " " + bytes.length + " bytes sha256:" + sha256(bytes) + "]";
  }

  private void dataUrls() {
    int mark = text.indexOf(BASE64_MARK);
    while (mark >= 0) {
      int start = schemeBefore(mark);
      int data = mark + BASE64_MARK.length();
      int end = end(data);
      if (start >= 0 && end > data) {
        bare(start);
        replace(start, end, type(start + SCHEME.length(), mark), data);
      }
      mark = text.indexOf(BASE64_MARK, end);
    }
  }

  /** Looks no further back than a type may be long. */
  private int schemeBefore(int mark) {
    int from = Math.max(copied, mark - LONGEST_TYPE);
    int at = text.substring(from, mark).lastIndexOf(SCHEME);
    return at < 0 ? -1 : from + at;
  }

  /** A run of that length cannot pass between two places that are half as far apart. */
  private void bare(int until) {
    int at = copied + SHORTEST_BARE / 2;
    while (at < until) {
      int start = at;
      while (start > copied && at - start < SHORTEST_BARE && isInside(start - 1)) {
        start--;
      }
      int end = Math.min(until, end(at));
      if (end - start >= SHORTEST_BARE && isDrawn(start)) {
        replace(start, end, null, start);
      }
      at = Math.max(end, at + SHORTEST_BARE / 2);
    }
  }

  private void replace(int start, int end, @Nullable String type, int data) {
    String base64 =
        text.substring(data, end).replace("\\/", "/").replace('-', '+').replace('_', '/');
    byte[] encoded = base64.getBytes(ISO_8859_1);
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      // Cut by somebody else: what is there is digested as it is.
      bytes = encoded;
    }
    out.append(text, copied, start).append(mark(type == null ? sniffed(base64) : type, bytes));
    copied = end;
    replaced++;
  }

  private String type(int from, int to) {
    String type = text.substring(from, to).replace("\\/", "/");
    int parameters = type.indexOf(';');
    String plain = parameters < 0 ? type : type.substring(0, parameters);
    boolean named = !plain.isEmpty() && plain.chars().allMatch(Media::isOfType);
    return named ? plain : "application/octet-stream";
  }

  private static String sniffed(String base64) {
    for (Map.Entry<String, String> beginning : BEGINNINGS.entrySet()) {
      if (base64.startsWith(beginning.getKey())) {
        return beginning.getValue();
      }
    }
    return "application/octet-stream";
  }

  /** Base64 of anything but zeros soon has capitals, small letters and digits. */
  private boolean isDrawn(int start) {
    String beginning = text.substring(start, start + LOOKED_AT);
    return beginning.chars().anyMatch(Character::isUpperCase)
        && beginning.chars().anyMatch(Character::isLowerCase)
        && beginning.chars().anyMatch(Character::isDigit);
  }

  /** Where base64 ends that goes on from there. */
  private int end(int from) {
    int end = from;
    while (end < text.length() && isInside(end)) {
      end++;
    }
    return end;
  }

  /** JSON may escape a slash. */
  private boolean isInside(int at) {
    return isBase64(text.charAt(at)) || text.startsWith("\\/", at);
  }

  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "+/=-_".indexOf(c) >= 0;
  }

  private static boolean isOfType(int c) {
    return isBase64((char) c) || c == '.';
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
