// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All rows of all conventions, in one table for each scope that has words of its own, so that an
 * attribute costs one hash look-up however many conventions there are.
 */
final class Mapping {
  private final Map<Convention, SpanTable> scopes = new LinkedHashMap<>();
  private final SpanTable anyScope;
  private final SpanTable exported = new SpanTable(Conventions.EXPORTED, null);
  private final Map<String, Meaning> resources = new HashMap<>();

  /**
   * Puts conventions together.
   *
   * @param conventions the first that recognizes a scope or a key gives the dialect its name
   */
  Mapping(List<Convention> conventions) {
    this.anyScope = new SpanTable(conventions, null);
    for (Convention convention : conventions) {
      if (!convention.scopes().isEmpty()) {
        scopes.put(convention, new SpanTable(conventions, convention));
      }
      addResourceRows(convention);
    }
    addResourceRows(Telltale.convention());
  }

  /** The rows that hold for spans of a scope. */
  SpanTable spans(String scope) {
    for (Map.Entry<Convention, SpanTable> known : scopes.entrySet()) {
      if (known.getKey().hasScope(scope)) {
        return known.getValue();
      }
    }
    return anyScope;
  }

  /**
   * The rows that hold for spans that an export wrote: they were normalized before, so what is
   * still an attribute of another convention has had its say.
   */
  SpanTable exported() {
    return exported;
  }

  private void addResourceRows(Convention convention) {
    for (Row.FieldRow<?> row : convention.resourceRows()) {
      resources.computeIfAbsent(row.key(), key -> new Meaning()).add(row);
    }
  }

  Draft resource(List<KeyValue> attributes) {
    Draft draft = new Draft(attributes);
    for (int i = 0; i < attributes.size(); i++) {
      Meaning meaning = resources.get(attributes.get(i).getKey());
      if (meaning != null) {
        meaning.apply(draft, new IndexedKey(attributes.get(i).getKey(), -1, -1), i);
      }
    }
    return draft;
  }
}
