// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** How long a bucket is. */
public enum Unit {
  /** A minute of the clock. */
  MINUTE {
    @Override
    Instant floor(Instant at, ZoneId zone) {
      return at.truncatedTo(ChronoUnit.MINUTES);
    }

    @Override
    Instant after(Instant start, ZoneId zone) {
      return start.plus(Duration.ofMinutes(1));
    }
  },
  /** An hour of the clock. */
  HOUR {
    @Override
    Instant floor(Instant at, ZoneId zone) {
      return at.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
    }

    @Override
    Instant after(Instant start, ZoneId zone) {
      Instant later = start.plus(Duration.ofHours(1));
      // Where clocks change by half an hour, the hour that was cut is one of its own.
      Instant floor = floor(later, zone);
      return floor.isAfter(start) ? floor : later;
    }
  },
  /** A day of the calendar: 23 to 25 hours where clocks change. */
  DAY {
    @Override
    Instant floor(Instant at, ZoneId zone) {
      return at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    @Override
    Instant after(Instant start, ZoneId zone) {
      return start.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    }
  };

  /** The start of the hour or day that an instant is in. */
  abstract Instant floor(Instant at, ZoneId zone);

  /** The start of the next one. */
  abstract Instant after(Instant start, ZoneId zone);
}
