// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import java.util.List;

/**
 * What was found in a topic.
 *
 * @param newestFirst as many as were wanted, or all
 * @param complete false when older ones may have been left out, as too much would have had to be
 *     read
 */
public record Found<T>(List<T> newestFirst, boolean complete) {
  /** Keeps a copy. */
  public Found {
    newestFirst = List.copyOf(newestFirst);
  }
}
