// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Lines that are sent together, each with where it stands in its file. */
final class Batch {
  /** So that the first answer, and with it a wrong key, comes soon, and little is sent twice. */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final int MAX_LINES = 500;

  private final List<byte[]> lines = new ArrayList<>();
  private final List<Long> places = new ArrayList<>();
  private int bytes;

  void add(byte[] line, long place) {
    lines.add(line);
    places.add(place);
    bytes += line.length;
  }

  boolean isFull() {
    return bytes >= MAX_BYTES || lines.size() >= MAX_LINES;
  }

  int size() {
    return lines.size();
  }

  /** Where a line stands in its file. */
  long place(int index) {
    return places.get(index);
  }

  byte[] body(int from, int to) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] line : lines.subList(from, to)) {
      body.writeBytes(line);
      body.write('\n');
    }
    return body.toByteArray();
  }
}
