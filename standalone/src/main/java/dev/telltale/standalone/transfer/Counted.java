// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** A stream that tells how far it was read. */
final class Counted extends FilterInputStream {
  private final LongConsumer told;
  private long bytes;

  Counted(InputStream in, LongConsumer told) {
    super(in);
    this.told = told;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    tell(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    tell(Math.max(0, read));
    return read;
  }

  private void tell(int more) {
    bytes += more;
    told.accept(bytes);
  }
}
