// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A calendar day somewhere; it has 23 or 25 hours when the clocks are changed. */
record Day(LocalDate date, ZoneId zone) {
  Instant from() {
    return date.atStartOfDay(zone).toInstant();
  }

  /** The first instant that is not in it. */
  Instant to() {
    return date.plusDays(1).atStartOfDay(zone).toInstant();
  }

  Day before() {
    return new Day(date.minusDays(1), zone);
  }

  boolean has(Instant at) {
    return !at.isBefore(from()) && at.isBefore(to());
  }
}
