// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a file that are not blank, each with its number. */
final class Lines {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int from;
  private int to;
  private long number;

  Lines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The number of the line that was read last; while it is being read, its own. */
  long line() {
    return number;
  }

  /**
   * The next line that is not blank, without the white space around it; nothing at the end.
   *
   * @return more than the allowed bytes, cut, when the line is longer
   */
  byte @Nullable [] next() throws IOException {
    while (fill()) {
      number++;
      byte[] text = stripped(read());
      if (text.length > 0) {
        return text;
      }
    }
    return null;
  }

  /**
   * The first line of a stream that is not blank, byte by byte so that nothing after it is taken.
   *
   * @param taken gets every byte that was taken from the stream
   */
  static byte[] firstOf(InputStream in, int maxBytes, ByteArrayOutputStream taken)
      throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && line.size() <= maxBytes; b = in.read()) {
      taken.write(b);
      if (b != '\n') {
        line.write(b);
      } else if (stripped(line.toByteArray()).length > 0) {
        break;
      }
      if (line.size() > maxBytes) {
        break;
      }
    }
    return stripped(line.toByteArray());
  }

  private byte[] read() throws IOException {
    line.reset();
    do {
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      int room = maxBytes + 1 - line.size();
      line.write(buffer, from, Math.min(room, end - from));
      from = end;
      if (end < to) {
        from++;
        break;
      }
    } while (fill());
    return line.toByteArray();
  }

  private boolean fill() throws IOException {
    if (from < to) {
      return true;
    }
    from = 0;
    to = Math.max(0, in.read(buffer));
    return to > 0;
  }

  private static byte[] stripped(byte[] text) {
    int start = 0;
    int end = text.length;
    while (start < end && isSpace(text[start])) {
      start++;
    }
    while (end > start && isSpace(text[end - 1])) {
      end--;
    }
    return start == 0 && end == text.length ? text : Arrays.copyOfRange(text, start, end);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
