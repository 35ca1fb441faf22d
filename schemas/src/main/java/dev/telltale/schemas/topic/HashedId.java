// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids that follow from what they stand for, so that who writes again writes the same one. */
public final class HashedId {
  private static final int BYTES = 16;

  private HashedId() {}

  /**
   * The first 32 hexadecimal digits of the SHA-256 over the UTF-8 bytes of the parts, joined by a
   * zero byte.
   *
   * @param parts without a NUL, or two lists of them may have one id
   */
  public static String of(String... parts) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(String.join("\0", parts).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
