// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

/** When a client without a key is let in, to the project {@code default}. */
public enum Anonymous {
  /** Whoever comes without a key is turned away. */
  NEVER,
  /** Until there is a key; then everyone needs one. */
  WHILE_THERE_ARE_NO_KEYS,
  /** Always; a key that is presented must still be right. */
  ALWAYS
}
