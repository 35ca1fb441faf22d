// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many messages, contents and tool calls one span may still have. An index costs one slot,
 * however high it is.
 */
final class SlotBudget {
  static final int SLOTS = 10_001;

  private int left = SLOTS;

  /** Gives what is at the index, new if need be; nothing when the budget is used up. */
  <T> @Nullable T slot(Map<Integer, T> slots, int index, Supplier<T> make) {
    T present = slots.get(index);
    if (present != null || left == 0) {
      return present;
    }
    left--;
    T made = make.get();
    slots.put(index, made);
    return made;
  }
}
