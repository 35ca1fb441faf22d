// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

/** A step of an alert's life. */
public enum AlertMove {
  /** It is evaluated from now on. */
  ENABLE(true, false),
  /** It pauses. */
  DISABLE(false, false),
  /** It ends and is out of sight; what it told is kept. */
  ARCHIVE(false, true),
  /** It is in sight again, paused, until somebody has looked at it. */
  UNARCHIVE(false, false);

  private final boolean enabled;
  private final boolean archived;

  AlertMove(boolean enabled, boolean archived) {
    this.enabled = enabled;
    this.archived = archived;
  }

  boolean enabled() {
    return enabled;
  }

  boolean archived() {
    return archived;
  }
}
