// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

/**
 * What becomes of lines; what becomes of their spans is counted where all spans are. Any thread.
 */
public interface ImportMetrics {
  /** All spans of a line are stored. */
  void accepted();

  /** A line was turned away, or some of its spans were. */
  void rejected(LineProblem why);
}
