// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import java.util.Locale;

/** A span by its ids, lower-case hexadecimal. */
public record SpanRef(String traceId, String spanId) {
  /** Brings both ids to the form that topics have. */
  public SpanRef {
    traceId = traceId.toLowerCase(Locale.ROOT);
    spanId = spanId.toLowerCase(Locale.ROOT);
  }
}
