// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of a span event mean.
 *
 * @param name of the event
 * @param role of the one message that the event is; absent when it is none or says so itself
 * @param rows of its attributes; an index in a message row's place is the event's
 */
record EventRows(String name, @Nullable String role, List<Row> rows) {
  EventRows {
    rows = List.copyOf(rows);
  }
}
