// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

/** A label that could be decoded and yet says nothing: it belongs among the dead letters. */
public final class UnusableLabelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  UnusableLabelException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A word from a fixed list: {@code no-value}, {@code other-key}, {@code no-label}. */
  public String reason() {
    return reason;
  }
}
