// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A stretch of time in buckets: minutes, hours or days of a time zone, of which the first and the
 * last are cut where the stretch begins and ends.
 */
public final class Axis {
  /** Most buckets. */
  public static final int MOST = 2_000;

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final List<Instant> edges;

  private Axis(List<Instant> edges) {
    this.edges = List.copyOf(edges);
  }

  /**
   * Makes one.
   *
   * @param from included, not before 1970
   * @param to excluded
   * @throws IllegalArgumentException when it is empty, or in more than {@value #MOST} buckets
   */
  public static Axis of(Instant from, Instant to, Unit unit, ZoneId zone) {
    if (from.isBefore(Instant.EPOCH) || to.isAfter(LATEST) || !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "from " + from + " to " + to + " (expected: from before to, from 1970 on)");
    }
    List<Instant> edges = new ArrayList<>();
    edges.add(from);
    Instant next = unit.after(unit.floor(from, zone), zone);
    while (next.isBefore(to)) {
      edges.add(next);
      if (edges.size() > MOST) {
        throw new IllegalArgumentException(
            "from "
                + from
                + " to "
                + to
                + ": too many buckets (expected: at most "
                + MOST
                + (unit == Unit.DAY
                    ? ")"
                    : "; days are fewer than hours, and hours than minutes)"));
      }
      next = unit.after(next, zone);
    }
    edges.add(to);
    return new Axis(edges);
  }

  /** How many buckets there are, 1 or more. */
  public int size() {
    return edges.size() - 1;
  }

  /** Where a bucket begins, included. */
  public Instant from(int bucket) {
    return edges.get(bucket);
  }

  /** Where a bucket ends, excluded. */
  public Instant to(int bucket) {
    return edges.get(bucket + 1);
  }

  /** The beginning of all of it, included. */
  public Instant from() {
    return edges.get(0);
  }

  /** The end of all of it, excluded. */
  public Instant to() {
    return edges.get(edges.size() - 1);
  }

  /** The bucket of an instant; -1 for one before or after all of it. */
  int at(Instant instant) {
    int found = Collections.binarySearch(edges, instant);
    int bucket = found >= 0 ? found : -found - 2;
    return bucket < size() ? bucket : -1;
  }
}
