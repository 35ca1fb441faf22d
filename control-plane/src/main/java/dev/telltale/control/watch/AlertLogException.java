// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import org.jspecify.annotations.Nullable;

/** What alerts did could not be read, or a message not be asked for; the message says why. */
public final class AlertLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AlertLogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
