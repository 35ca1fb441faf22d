// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import org.jspecify.annotations.Nullable;

/** Looks closer at a place of a text where one of its anchors stands. */
interface Finder {
  /** A part of a text. */
  record Range(int start, int end) {}

  /**
   * What must not be there; nothing when the place is harmless. Takes a time that grows with what
   * it finds and not with the text.
   *
   * @param from where the anchor starts
   * @param to where it ends
   */
  @Nullable Range at(String text, int from, int to);
}
