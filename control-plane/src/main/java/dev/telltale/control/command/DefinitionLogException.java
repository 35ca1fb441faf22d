// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import org.jspecify.annotations.Nullable;

/** The log of definitions could not be written or read; the message says what is known of it. */
public final class DefinitionLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DefinitionLogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
