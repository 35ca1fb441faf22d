// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.backtest;

import dev.telltale.schemas.alert.AlertEvent;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a rule would have done.
 *
 * @param points one for each window, in the order of time
 * @param events every change of its state; those with {@code notify} would have been told
 * @param labels how many live labels of the signal were read
 * @param earliest when the earliest of them was written; {@link Instant#MAX} without any
 */
public record Backtest(List<Point> points, List<AlertEvent> events, long labels, Instant earliest) {
  /** Keeps copies. */
  public Backtest {
    points = List.copyOf(points);
    events = List.copyOf(events);
  }

  /**
   * A window.
   *
   * @param end of it
   * @param observed what the threshold is held against; empty without enough labels
   * @param labels in the window
   * @param crossed whether the line was crossed, whatever the rule's state then was
   */
  public record Point(Instant end, OptionalDouble observed, long labels, boolean crossed) {}
}
