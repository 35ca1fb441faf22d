// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.span;

/**
 * The id of a span in its trace.
 *
 * @param hex 16 lower-case hexadecimal digits, not all zero
 */
public record SpanId(String hex) {
  /** Refuses what is not a span id as OpenTelemetry has it. */
  public SpanId {
    if (!Hex.isId(hex, 16)) {
      throw new IllegalArgumentException(
          "spanId: " + hex + " (expected: 16 lower-case hexadecimal digits, not all 0)");
    }
  }
}
