// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import dev.telltale.schemas.span.Span;
import java.util.Map;

/**
 * A span without what must not be stored.
 *
 * @param span the one that was given, if there was nothing to take out
 * @param redactions how often each rule found something; rules that found nothing are left out
 */
public record Redacted(Span span, Map<String, Integer> redactions) {
  /** Keeps the counts as they are now. */
  public Redacted {
    redactions = Map.copyOf(redactions);
  }
}
