// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

/** What the control plane counts. May be called from any thread. */
public interface ControlMetrics {
  /** How an apply ended. Every apply ends in exactly one of these, so they add up to all. */
  enum Result {
    /** At least one record was written and read back. */
    WRITTEN,
    /** Everything was as the documents want it. */
    UNCHANGED,
    /** Only asked what would happen. */
    DRY_RUN,
    /** The documents have problems; nothing was written. */
    REFUSED,
    /** The log could not be written, or not read back. */
    FAILED
  }

  /** An apply ended. */
  void applied(Result result);
}
