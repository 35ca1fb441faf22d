// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import org.jspecify.annotations.Nullable;

/** The past cannot be read here or now. */
public final class HistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, and what to do. */
  public HistoryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
