// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A trace file, read piece by piece: JSON values one a line, or one JSON text over many lines,
 * plain or gzip. A list, and the list in {@code {"data":[…]}}, comes element by element. Of a file
 * of any size one value is in memory at a time.
 *
 * <p>What is wrong with one line is told as its {@link Entry.Bad}, and the next line is read. In
 * one text over many lines nothing can be read after the place where it is not JSON.
 *
 * <p>Not for use by several threads.
 */
public final class TraceFile {
  private static final int GZIP_BUFFER = 64 * 1024;

  private final int maxValueBytes;
  private @Nullable Lines lines;
  private @Nullable Elements elements;
  private Entry.@Nullable Bad unreadable;

  /**
   * Opens a file and looks at how it begins.
   *
   * @param file stays the caller's, who closes it
   * @param maxValueBytes how long a line, or an element of a list, may be
   * @param maxBytes how large the file may be, after inflating
   * @throws IOException what the stream throws, and where the file is too large; a malformed one is
   *     told by its entries
   */
  public TraceFile(InputStream file, int maxValueBytes, long maxBytes) throws IOException {
    this.maxValueBytes = maxValueBytes;
    try {
      open(new BoundedStream(inflated(file), maxBytes));
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      unreadable = cutOff(1, e);
    }
  }

  /** The next entry; nothing at the end. */
  public @Nullable Entry next() throws IOException {
    if (unreadable != null) {
      Entry.Bad last = unreadable;
      unreadable = null;
      lines = null;
      elements = null;
      return last;
    }
    try {
      return elements == null ? nextLine() : nextElement();
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      long line = lines == null ? 1 : lines.line();
      lines = null;
      elements = null;
      return cutOff(line, e);
    }
  }

  private @Nullable Entry nextElement() throws IOException {
    Entry element = elements == null ? null : elements.next();
    if (element != null) {
      return element;
    }
    elements = null;
    return lines == null ? null : nextLine();
  }

  private @Nullable Entry nextLine() throws IOException {
    byte[] line = lines == null ? null : lines.next();
    if (line == null || lines == null) {
      return null;
    }
    if (line.length > maxValueBytes) {
      return new Entry.Bad(
          lines.line(), LineProblem.TOO_LONG, "longer than " + maxValueBytes + " bytes");
    }
    if (Elements.isList(line)) {
      elements = new Elements(new ByteArrayInputStream(line), lines.line(), maxValueBytes);
      return nextElement();
    }
    return new Entry.Value(lines.line(), line);
  }

  /** Decides between one value a line and one text over many lines, by how the file begins. */
  private void open(InputStream file) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] first = Lines.firstOf(file, maxValueBytes, head);
    if (isUtf16(first)) {
      unreadable = new Entry.Bad(1, LineProblem.NOT_JSON, "not UTF-8 (UTF-16?)");
      return;
    }
    boolean text = first.length > maxValueBytes && isContainer(first);
    if (!text && endsEarly(first)) {
      byte[] second = Lines.firstOf(file, maxValueBytes, head);
      boolean open = first.length == 1 && first[0] == '[';
      // After half a line comes a whole one; in one text over many lines that is its end at most.
      text = second.length > 0 && (open || !isContainer(second) || !isWhole(second));
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), file);
    if (text) {
      elements = new Elements(all, 1, maxValueBytes);
    } else {
      lines = new Lines(all, maxValueBytes);
    }
  }

  /** UTF-8 has no zero in JSON, and never the two bytes of which UTF-16 makes its mark. */
  private static boolean isUtf16(byte[] line) {
    return line.length > 1
        && (line[0] == 0 || line[1] == 0 || line[0] == (byte) 0xfe || line[0] == (byte) 0xff);
  }

  private static boolean isContainer(byte[] line) {
    return line.length > 0 && (line[0] == '{' || line[0] == '[');
  }

  private static boolean isWhole(byte[] line) {
    try {
      return tokens(line) == 1;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean endsEarly(byte[] line) {
    try {
      tokens(line);
      return false;
    } catch (IOException e) {
      return JsonTexts.isEarlyEnd(e);
    }
  }

  /** How many values a text has, when all of it is JSON. */
  private static int tokens(byte[] text) throws IOException {
    int values = 0;
    try (JsonParser parser = JsonTexts.FACTORY.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        parser.skipChildren();
        values++;
      }
    }
    return values;
  }

  /** Without the mark that some editors put before UTF-8. */
  private static InputStream inflated(InputStream file) throws IOException {
    InputStream plain = withoutMark(file);
    PushbackInputStream start = new PushbackInputStream(plain, 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean gzip = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return gzip ? withoutMark(new GZIPInputStream(start, GZIP_BUFFER)) : start;
  }

  private static InputStream withoutMark(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, 3);
    byte[] mark = start.readNBytes(3);
    boolean there =
        mark.length == 3
            && mark[0] == (byte) 0xef
            && mark[1] == (byte) 0xbb
            && mark[2] == (byte) 0xbf;
    if (!there) {
      start.unread(mark);
    }
    return start;
  }

  private static Entry.Bad cutOff(long line, IOException cause) {
    return new Entry.Bad(
        line, LineProblem.CUT_OFF, "the gzip cannot be read further: " + cause.getMessage());
  }
}
