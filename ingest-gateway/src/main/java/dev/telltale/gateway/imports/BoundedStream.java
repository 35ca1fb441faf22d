// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends with an error where it gets too long, and reads no more than that. */
final class BoundedStream extends FilterInputStream {
  private final long maxBytes;
  private long left;

  BoundedStream(InputStream in, long maxBytes) {
    super(in);
    this.maxBytes = maxBytes;
    this.left = maxBytes;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int bytes) throws TooLargeException {
    left -= bytes;
    if (left < 0) {
      throw new TooLargeException(maxBytes);
    }
  }
}
