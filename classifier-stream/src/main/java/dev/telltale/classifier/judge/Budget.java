// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

/**
 * How much may be used in an hour, a day and a month, each of them by the calendar in UTC; 0 for no
 * limit. A call is a question that a language model answered, or failed to.
 */
public record Budget(
    long callsPerHour,
    long callsPerDay,
    long callsPerMonth,
    double usdPerHour,
    double usdPerDay,
    double usdPerMonth) {
  /** Without any limit. */
  public static final Budget NONE = new Budget(0, 0, 0, 0, 0, 0);

  /** Refuses less than nothing. */
  public Budget {
    refuseNegative("calls-per-hour", callsPerHour);
    refuseNegative("calls-per-day", callsPerDay);
    refuseNegative("calls-per-month", callsPerMonth);
    refuseNegative("usd-per-hour", usdPerHour);
    refuseNegative("usd-per-day", usdPerDay);
    refuseNegative("usd-per-month", usdPerMonth);
  }

  private static void refuseNegative(String name, Number amount) {
    if (!(amount.doubleValue() >= 0)) {
      throw new IllegalArgumentException(
          name + ": " + amount + " (expected: 0 for no limit, or more)");
    }
  }

  long calls(Period period) {
    return switch (period) {
      case HOUR -> callsPerHour;
      case DAY -> callsPerDay;
      case MONTH -> callsPerMonth;
    };
  }

  double usd(Period period) {
    return switch (period) {
      case HOUR -> usdPerHour;
      case DAY -> usdPerDay;
      case MONTH -> usdPerMonth;
    };
  }
}
