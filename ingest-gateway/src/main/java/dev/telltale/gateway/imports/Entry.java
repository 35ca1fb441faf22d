// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

/** What stands in one place of a trace file. */
public sealed interface Entry {
  /** Where it starts; the first line is 1. */
  long line();

  /**
   * One JSON value, not yet checked: a line, or an element of a list.
   *
   * @param json its bytes, without a line break
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and megabytes are not copied
  record Value(long line, byte[] json) implements Entry {}

  /**
   * Something that is no JSON value.
   *
   * @param reason what is wrong, without any of the content
   */
  record Bad(long line, LineProblem problem, String reason) implements Entry {}
}
