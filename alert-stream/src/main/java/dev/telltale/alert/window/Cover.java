// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import java.util.List;

/**
 * How a window is read with few look-ups: the whole hours in it as hours, its edges as panes.
 *
 * @param hours spans of whole hours
 * @param panes the rest
 */
public record Cover(List<Span> hours, List<Span> panes) {
  /** Milliseconds of an hour. */
  public static final long HOUR = 3_600_000;

  /**
   * A span of time.
   *
   * @param from milliseconds since 1970, inclusive
   * @param to milliseconds since 1970, exclusive
   */
  public record Span(long from, long to) {
    /** Refuses a span that ends before it starts. */
    public Span {
      if (to < from) {
        throw new IllegalArgumentException(
            "span: " + from + " to " + to + " (expected: from <= to)");
      }
    }

    boolean isEmpty() {
      return from == to;
    }
  }

  /** Takes copies, without empty spans. */
  public Cover {
    hours = hours.stream().filter(span -> !span.isEmpty()).toList();
    panes = panes.stream().filter(span -> !span.isEmpty()).toList();
  }

  /** Covers a window: every instant of it once, and no other. */
  public static Cover of(Span window) {
    long firstHour = Math.floorDiv(window.from + HOUR - 1, HOUR) * HOUR;
    long endOfLast = Math.floorDiv(window.to, HOUR) * HOUR;
    if (endOfLast <= firstHour) {
      return new Cover(List.of(), List.of(window));
    }
    return new Cover(
        List.of(new Span(firstHour, endOfLast)),
        List.of(new Span(window.from, firstHour), new Span(endOfLast, window.to)));
  }
}
