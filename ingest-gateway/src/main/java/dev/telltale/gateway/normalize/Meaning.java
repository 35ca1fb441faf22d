// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a key may mean. */
final class Meaning {
  private static final int NO_DIALECT = Integer.MAX_VALUE;

  private final List<Row.FieldRow<?>> fields = new ArrayList<>(2);
  private Row.@Nullable MessageRow message;
  private int dialect = NO_DIALECT;

  void add(Row row) {
    if (row instanceof Row.FieldRow<?> field) {
      fields.add(field);
    } else if (row instanceof Row.MessageRow part) {
      message = part;
    }
  }

  /** Only one convention writes the key. */
  void marks(int convention) {
    dialect = Math.min(dialect, convention);
  }

  void apply(Draft draft, IndexedKey key, int position) {
    draft.recognized(dialect);
    AnyValue value = draft.value(position);
    for (Row.FieldRow<?> field : fields) {
      draft.offer(field, value, position);
    }
    if (message != null) {
      draft.offer(message, key.first(), key.second(), value, position);
    }
  }

  /** Applies an event's attribute: the event itself is what is numbered. */
  void applyInEvent(Draft draft, int event, AnyValue value) {
    for (Row.FieldRow<?> field : fields) {
      draft.offer(field, value, Draft.IN_AN_EVENT);
    }
    if (message != null) {
      draft.offer(message, event, -1, value, Draft.IN_AN_EVENT);
    }
  }
}
