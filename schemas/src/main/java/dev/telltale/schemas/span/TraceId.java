// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.span;

/**
 * The id of a trace.
 *
 * @param hex 32 lower-case hexadecimal digits, not all zero
 */
public record TraceId(String hex) {
  /** Refuses what is not a trace id as OpenTelemetry has it. */
  public TraceId {
    if (!Hex.isId(hex, 32)) {
      throw new IllegalArgumentException(
          "traceId: " + hex + " (expected: 32 lower-case hexadecimal digits, not all 0)");
    }
  }
}
