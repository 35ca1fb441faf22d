// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.util.List;

/** A label that could be decoded and yet says nothing: it belongs among the dead letters. */
public final class UnusableLabelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What {@link #reason()} may say. */
  public static final List<String> REASONS = List.of("no-value", "other-key", "no-label");

  private final String reason;

  UnusableLabelException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A word from {@link #REASONS}. */
  public String reason() {
    return reason;
  }
}
