// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

import dev.telltale.schemas.span.Span;
import java.util.Map;

/**
 * A span within its limits.
 *
 * @param span the one that was given, if it was within them
 * @param exceeded how many parts went or were cut, by reason; others are left out
 */
public record Limited(Span span, Map<Limit, Integer> exceeded) {
  /** Keeps the counts as they are now. */
  public Limited {
    exceeded = Map.copyOf(exceeded);
  }
}
