// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

/**
 * A line that cannot become spans; the message says what is wrong and holds nothing of its content.
 */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;
  private final LineProblem problem;

  /** Makes one. */
  public UnreadableException(LineProblem problem, String message) {
    super(message);
    this.problem = problem;
  }

  LineProblem problem() {
    return problem;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** A field that is not what its shape needs. */
  static UnreadableException field(String name, String found, String expected) {
    return new UnreadableException(
        LineProblem.FIELD, name + ": " + found + " (expected: " + expected + ")");
  }
}
