// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the attributes, events and names of the spans of one scope mean. */
final class SpanTable {
  private final List<String> dialects;
  private final @Nullable Convention own;
  private final Map<String, Meaning> attributes = new HashMap<>();
  private final Map<String, EventTable> events = new HashMap<>();

  private record EventTable(@Nullable String role, Map<String, Meaning> attributes) {}

  /**
   * Puts conventions together.
   *
   * @param own the one that the scope belongs to, if it is known
   */
  SpanTable(List<Convention> conventions, @Nullable Convention own) {
    this.own = own;
    this.dialects = conventions.stream().map(Convention::name).toList();
    for (int i = 0; i < conventions.size(); i++) {
      Convention convention = conventions.get(i);
      boolean isOwn = convention.equals(own);
      convention.rows().forEach(row -> add(row, isOwn));
      for (String key : convention.markers()) {
        meaning(attributes, key).marks(i);
      }
      convention.events().forEach(this::add);
      if (isOwn) {
        convention.scopedRows().forEach(row -> add(row, true));
        convention.scopedEvents().forEach(this::add);
      }
    }
  }

  /** Sorts a span's attributes and events by what they mean. */
  Draft read(Span span) {
    List<KeyValue> sent = span.getAttributesList();
    Draft draft = new Draft(sent);
    for (int i = 0; i < sent.size(); i++) {
      IndexedKey key = IndexedKey.of(sent.get(i).getKey());
      Meaning meaning = attributes.get(key.pattern());
      if (meaning != null) {
        meaning.apply(draft, key, i);
      }
    }
    for (int i = 0; i < span.getEventsCount(); i++) {
      EventTable table = events.get(span.getEvents(i).getName());
      if (table != null) {
        read(span.getEvents(i), i, table, draft);
      }
    }
    return draft;
  }

  /** The convention that wrote a span: its scope's name says so, else the keys do. */
  String dialect(Draft span) {
    if (own != null) {
      return own.name();
    }
    int recognized = span.recognized();
    return recognized < dialects.size() ? dialects.get(recognized) : OpenTelemetry.NAME;
  }

  /** What a span of that name is, where the scope's convention says it by the name only. */
  @Nullable SpanKind kind(String spanName) {
    return own == null ? null : own.spanNames().get(spanName);
  }

  private static void read(Span.Event event, int number, EventTable table, Draft draft) {
    for (KeyValue attribute : event.getAttributesList()) {
      Meaning meaning = table.attributes().get(attribute.getKey());
      if (meaning != null) {
        meaning.applyInEvent(draft, number, attribute.getValue());
      }
    }
    if (table.role() != null) {
      draft.roleOfEvent(number, table.role());
    }
  }

  private void add(Row row, boolean isOwn) {
    boolean first = isOwn && row instanceof Row.FieldRow<?>;
    meaning(attributes, row.key()).add(first ? ((Row.FieldRow<?>) row).inItsScope() : row);
  }

  private void add(EventRows rows) {
    EventTable table =
        events.computeIfAbsent(rows.name(), name -> new EventTable(rows.role(), new HashMap<>()));
    rows.rows().forEach(row -> meaning(table.attributes(), row.key()).add(row));
  }

  private static Meaning meaning(Map<String, Meaning> meanings, String key) {
    return meanings.computeIfAbsent(key, k -> new Meaning());
  }
}
