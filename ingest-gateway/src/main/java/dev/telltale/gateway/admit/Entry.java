// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

/** What the {@link Door} says to a client. */
public sealed interface Entry {
  /**
   * Come in.
   *
   * @param project who owns what the client sends
   */
  record Open(String project) implements Entry {}

  /** There was no key, or nobody knows it. */
  record UnknownKey(String message) implements Entry {}

  /** The key is known, but may not send spans. */
  record MissingRight(String message) implements Entry {}
}
