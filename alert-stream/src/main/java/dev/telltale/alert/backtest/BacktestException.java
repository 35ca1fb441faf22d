// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.backtest;

import org.jspecify.annotations.Nullable;

/** A rule could not be run over the past; the message says why, for people. */
public final class BacktestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says why, and what broke, if something did. */
  public BacktestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
