// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

/** What applying a document does. */
public enum Change {
  /** There was none of that name. */
  CREATED,
  /** At least one field differs. */
  CHANGED,
  /** It is as the document wants it; nothing is written. */
  UNCHANGED
}
