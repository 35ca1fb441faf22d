// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.List;
import java.util.Map;

/**
 * What one family of instrumentations writes, as data. Begins empty ({@link #named}) and is filled
 * by its other methods, each of which gives a new one.
 *
 * @param name becomes the span's dialect
 * @param scopes names of its instrumentation scopes, without what follows a dot, slash or dash
 * @param markers keys that nobody else writes
 * @param rows what its span attributes mean
 * @param scopedRows the same, but only on spans of its scopes: keys that are anybody's words
 * @param events what its span events mean
 * @param scopedEvents the same, but only on spans of its scopes
 * @param spanNames kinds by the span's name, on spans of its scopes
 * @param resourceRows what its resource attributes mean
 */
record Convention(
    String name,
    List<String> scopes,
    List<String> markers,
    List<Row> rows,
    List<Row> scopedRows,
    List<EventRows> events,
    List<EventRows> scopedEvents,
    Map<String, SpanKind> spanNames,
    List<Row.FieldRow<?>> resourceRows) {
  Convention {
    scopes = List.copyOf(scopes);
    markers = List.copyOf(markers);
    rows = List.copyOf(rows);
    scopedRows = List.copyOf(scopedRows);
    events = List.copyOf(events);
    scopedEvents = List.copyOf(scopedEvents);
    spanNames = Map.copyOf(spanNames);
    resourceRows = List.copyOf(resourceRows);
  }

  static Convention named(String name) {
    return new Convention(
        name, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(),
        List.of());
  }

  Convention inScopes(String... names) {
    return new Convention(
        name,
        List.of(names),
        markers,
        rows,
        scopedRows,
        events,
        scopedEvents,
        spanNames,
        resourceRows);
  }

  Convention markedBy(String... keys) {
    return new Convention(
        name,
        scopes,
        List.of(keys),
        rows,
        scopedRows,
        events,
        scopedEvents,
        spanNames,
        resourceRows);
  }

  Convention withRows(List<? extends Row> list) {
    return new Convention(
        name,
        scopes,
        markers,
        List.copyOf(list),
        scopedRows,
        events,
        scopedEvents,
        spanNames,
        resourceRows);
  }

  Convention withScopedRows(Row... list) {
    return new Convention(
        name, scopes, markers, rows, List.of(list), events, scopedEvents, spanNames, resourceRows);
  }

  Convention withEvents(List<EventRows> list) {
    return new Convention(
        name, scopes, markers, rows, scopedRows, list, scopedEvents, spanNames, resourceRows);
  }

  Convention withScopedEvents(EventRows... list) {
    return new Convention(
        name, scopes, markers, rows, scopedRows, events, List.of(list), spanNames, resourceRows);
  }

  Convention withSpanNames(Map<String, SpanKind> kinds) {
    return new Convention(
        name, scopes, markers, rows, scopedRows, events, scopedEvents, kinds, resourceRows);
  }

  Convention withResourceRows(Row.FieldRow<?>... list) {
    return new Convention(
        name, scopes, markers, rows, scopedRows, events, scopedEvents, spanNames, List.of(list));
  }

  /** A scope is named by its name or by a longer one that goes on after a dot, slash or dash. */
  boolean hasScope(String scope) {
    for (String known : scopes) {
      if (scope.startsWith(known)
          && (scope.length() == known.length()
              || !Character.isLetterOrDigit(scope.charAt(known.length())))) {
        return true;
      }
    }
    return false;
  }
}
