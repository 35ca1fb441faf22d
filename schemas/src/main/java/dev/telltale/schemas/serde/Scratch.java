// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Where a thread writes one record after the other: a buffer that has grown to the size of its
 * records, so that each is copied once, on its way out.
 */
final class Scratch {
  private static final int FIRST_BYTES = 8 * 1024;

  /** One large record must not keep its memory for as long as the thread lives. */
  private static final int MOST_KEPT_BYTES = 512 * 1024;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BYTES);
  private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

  static Scratch ofThisThread() {
    return OF_THREAD.get();
  }

  ByteArrayOutputStream out() {
    return out;
  }

  BinaryEncoder encoder() {
    return encoder;
  }

  /** Forgets what was written, and what a record that broke in the middle has left behind. */
  void clear() {
    try {
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException("an in-memory stream failed", e);
    }
    if (out.size() > MOST_KEPT_BYTES) {
      out = new ByteArrayOutputStream(FIRST_BYTES);
      encoder = EncoderFactory.get().binaryEncoder(out, encoder);
    } else {
      out.reset();
    }
  }
}
