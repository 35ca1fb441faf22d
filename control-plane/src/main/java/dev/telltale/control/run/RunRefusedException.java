// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

/** A run cannot be asked for; the message says why, and what would do. */
public final class RunRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RunRefusal reason;

  /** Makes one. */
  public RunRefusedException(RunRefusal reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What is wrong. */
  public RunRefusal reason() {
    return reason;
  }
}
