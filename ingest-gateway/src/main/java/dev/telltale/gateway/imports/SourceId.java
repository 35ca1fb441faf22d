// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id that a file's id becomes: hexadecimal digits are kept, a UUID loses its dashes, of
 * anything else the SHA-256 of its UTF-8 bytes is cut to length. So the same id is the same in
 * every file.
 *
 * @param bytes never all zero
 * @param original the file's id, where it was not kept
 */
record SourceId(ByteString bytes, @Nullable String original) {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  static SourceId trace(String id) {
    return UUID.matcher(id).matches()
        ? new SourceId(of(id.replace("-", ""), TRACE_ID_BYTES).bytes(), id)
        : of(id, TRACE_ID_BYTES);
  }

  static SourceId span(String id) {
    return of(id, SPAN_ID_BYTES);
  }

  private static SourceId of(String id, int bytes) {
    if (id.length() == 2 * bytes && HEX.matcher(id).matches() && !id.matches("0+")) {
      String kept = id.toLowerCase(Locale.ROOT);
      return new SourceId(ByteString.copyFrom(HexFormat.of().parseHex(kept)), null);
    }
    return new SourceId(ByteString.copyFrom(sha256(id), 0, bytes), id);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
