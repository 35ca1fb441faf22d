// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import java.nio.ByteBuffer;

/**
 * Confluent's wire format: a zero byte, the schema's id as four bytes, big-endian, then Avro
 * binary.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html">its
 *     description</a>
 */
final class WireFormat {
  static final int HEADER_BYTES = 5;

  private WireFormat() {}

  static void writeHeader(java.io.ByteArrayOutputStream out, int schemaId) {
    out.write(0);
    out.write(schemaId >>> 24);
    out.write(schemaId >>> 16);
    out.write(schemaId >>> 8);
    out.write(schemaId);
  }

  static int schemaId(byte[] record) {
    if (record.length < HEADER_BYTES || record[0] != 0) {
      throw new UndecodableException(
          "no-schema-id", "does not start with a zero byte and a schema id", null);
    }
    return ByteBuffer.wrap(record).getInt(1);
  }
}
