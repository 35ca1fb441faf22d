// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import java.util.List;

/**
 * What one family of instrumentations writes, as data.
 *
 * @param name becomes the span's dialect
 * @param scopes beginnings of the names of its instrumentation scopes
 * @param markers keys that nobody else writes
 * @param rows what its span attributes mean
 * @param resourceRows what its resource attributes mean
 */
record Convention(
    String name,
    List<String> scopes,
    List<String> markers,
    List<Row> rows,
    List<Row.FieldRow<?>> resourceRows) {
  Convention {
    scopes = List.copyOf(scopes);
    markers = List.copyOf(markers);
    rows = List.copyOf(rows);
    resourceRows = List.copyOf(resourceRows);
  }

  boolean hasScope(String scope) {
    return scopes.stream().anyMatch(scope::startsWith);
  }
}
