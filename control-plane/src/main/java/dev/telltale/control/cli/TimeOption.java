// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A time as people type it: a date, or ISO 8601 with a zone. */
final class TimeOption {
  private static final int DATE = "2026-03-01".length();

  private TimeOption() {}

  /**
   * Reads one.
   *
   * @param zone whose midnight a date is
   * @throws ParameterException when it is none
   */
  static Instant read(String option, String text, ZoneId zone, CommandSpec command) {
    try {
      return text.length() == DATE
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new ParameterException(
          command.commandLine(),
          option + ": " + text + " (expected: such as 2026-03-01 or 2026-03-01T12:00:00Z)",
          e);
    }
  }

  /**
   * The same as the API has it, a date as UTC's; null stays null.
   *
   * @throws ParameterException when it is none
   */
  static @Nullable String of(String option, @Nullable String text, CommandSpec command) {
    return text == null ? null : read(option, text, ZoneOffset.UTC, command).toString();
  }

  /**
   * Reads the name of a zone.
   *
   * @throws ParameterException when there is none of that name
   */
  static ZoneId zone(String option, String name, CommandSpec command) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new ParameterException(
          command.commandLine(), option + ": " + name + " (expected: such as Europe/Berlin)", e);
    }
  }
}
