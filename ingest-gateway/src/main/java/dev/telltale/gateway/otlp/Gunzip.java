// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import dev.telltale.gateway.intake.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Inflates gzip: whole, or not at all. */
final class Gunzip {
  private static final int BUFFER_BYTES = 16 * 1024;

  private Gunzip() {}

  /**
   * Inflates a body of one or more gzip members.
   *
   * @param maxBytes how large it may get; no more than that is ever inflated
   * @throws RefusedException INVALID when it is malformed, cut off or fails its checksum; TOO_LARGE
   *     when it gets too large
   */
  static byte[] inflate(byte[] body, int maxBytes) {
    byte[] inflated;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), BUFFER_BYTES)) {
      inflated = in.readNBytes(maxBytes);
      if (inflated.length == maxBytes && in.read() >= 0) {
        throw new RefusedException(
            Refusal.TOO_LARGE, "the body inflates to more than " + maxBytes + " bytes");
      }
    } catch (IOException e) {
      throw new RefusedException(Refusal.INVALID, "the body is not whole gzip: " + e.getMessage());
    }
    return inflated;
  }
}
