// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import dev.telltale.gateway.intake.IntakeResult;
import java.util.List;
import java.util.Optional;

/**
 * What became of a file, up to where it was read.
 *
 * @param acceptedLines lines, or elements of a list, whose every span is stored
 * @param rejectedLines those that could not be read, and those that lost a span
 * @param acceptedSpans spans that are stored
 * @param rejectedSpans spans that were turned away; what could not be read holds none that could be
 *     counted
 * @param rejections the first of the rejected lines, with their reasons
 * @param stop where it stopped before the end, if it did: whoever sends from there on loses nothing
 */
public record ImportReport(
    long acceptedLines,
    long rejectedLines,
    long acceptedSpans,
    long rejectedSpans,
    List<Rejection> rejections,
    Optional<Stop> stop) {

  /**
   * A line that was not taken, or not whole.
   *
   * @param reason for a developer, without any of the line's content
   */
  public record Rejection(long line, String reason) {}

  /**
   * The first line whose fate is not known.
   *
   * @param why nothing after it was taken
   */
  public record Stop(long nextLine, IntakeResult.Refused why) {}

  /** Keeps the list as it is now. */
  public ImportReport {
    rejections = List.copyOf(rejections);
  }
}
