// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.registry;

import org.jspecify.annotations.Nullable;

/** The registry did not do what it was asked. */
public final class RegistryException extends RuntimeException {
  /** What went wrong, and so what can be done. */
  public enum Kind {
    /** Try again later. */
    UNAVAILABLE,
    /** There is no such schema. */
    UNKNOWN,
    /** The schema may not be registered there. */
    REFUSED
  }

  private final Kind kind;

  /** Makes one with a message that says what was asked of whom. */
  public RegistryException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
