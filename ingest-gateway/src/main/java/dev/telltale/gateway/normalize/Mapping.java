// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rows of all conventions, so that an attribute costs one hash look-up however many there are.
 */
final class Mapping {
  private final List<Convention> conventions;
  private final Map<String, Meaning> spans;
  private final Map<String, Meaning> resources;

  /** All that a key may mean. */
  private static final class Meaning {
    private final List<Row.FieldRow<?>> fields = new ArrayList<>();
    private Row.@Nullable MessageRow message;
    private @Nullable String dialect;

    private void add(Row row) {
      if (row instanceof Row.FieldRow<?> field) {
        fields.add(field);
      } else if (row instanceof Row.MessageRow part) {
        message = part;
      }
    }

    private void apply(Draft draft, IndexedKey key, int position) {
      if (dialect != null) {
        draft.recognized(dialect);
      }
      for (Row.FieldRow<?> field : fields) {
        draft.offer(field, position);
      }
      if (message != null) {
        draft.offer(message, key.first(), key.second(), position);
      }
    }
  }

  /**
   * Puts conventions together.
   *
   * @param conventions the first that recognizes a scope or a key gives the dialect its name
   */
  Mapping(List<Convention> conventions) {
    this.conventions = List.copyOf(conventions);
    this.spans = new HashMap<>();
    this.resources = new HashMap<>();
    for (Convention convention : conventions) {
      for (Row row : convention.rows()) {
        meaning(spans, row.key()).add(row);
      }
      for (Row row : convention.resourceRows()) {
        meaning(resources, row.key()).add(row);
      }
      for (String key : convention.markers()) {
        meaning(spans, key).dialect = convention.name();
      }
    }
  }

  /** The convention that wrote a span: its scope's name says so, else the keys do. */
  String dialect(String scope, Draft span) {
    for (Convention convention : conventions) {
      if (convention.hasScope(scope)) {
        return convention.name();
      }
    }
    for (Convention convention : conventions) {
      if (span.isRecognized(convention.name())) {
        return convention.name();
      }
    }
    return OpenTelemetry.NAME;
  }

  Draft span(List<KeyValue> attributes) {
    return read(attributes, spans);
  }

  Draft resource(List<KeyValue> attributes) {
    return read(attributes, resources);
  }

  private static Draft read(List<KeyValue> attributes, Map<String, Meaning> meanings) {
    Draft draft = new Draft(attributes);
    for (int i = 0; i < attributes.size(); i++) {
      IndexedKey key = IndexedKey.of(attributes.get(i).getKey());
      Meaning meaning = meanings.get(key.pattern());
      if (meaning != null) {
        meaning.apply(draft, key, i);
      }
    }
    return draft;
  }

  private static Meaning meaning(Map<String, Meaning> meanings, String key) {
    return meanings.computeIfAbsent(key, k -> new Meaning());
  }
}
