// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A moment as people type it: a date, which begins in UTC, or ISO 8601 with a zone. Pure. */
final class TimeOption {
  private TimeOption() {}

  /**
   * The same as the API has it; null stays null.
   *
   * @throws ParameterException when it is neither
   */
  static @Nullable String of(String option, @Nullable String text, CommandSpec command) {
    if (text == null) {
      return null;
    }
    try {
      return (text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant())
          .toString();
    } catch (DateTimeException e) {
      throw new ParameterException(
          command.commandLine(),
          option + ": " + text + " (expected: such as 2026-03-01 or 2026-03-01T12:00:00Z)");
    }
  }
}
