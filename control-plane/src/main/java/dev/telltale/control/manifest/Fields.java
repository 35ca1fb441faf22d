// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** The fields of one document. */
final class Fields {
  private final int line;
  private final Problems problems;
  private final int notedBefore;
  private final Map<String, Value> values;

  Fields(MappingNode document, Problems problems) {
    this.line = YamlDocuments.line(document);
    this.problems = problems;
    this.notedBefore = problems.noted().size();
    this.values = new LinkedHashMap<>();
    new Value("field", line, document, false, problems)
        .entries()
        .forEach(
            (name, value) ->
                values.put(name, new Value(name, value.line(), value.node(), false, problems)));
  }

  /** What stands in a field; an absent value when there is no such field. */
  Value get(String name) {
    return values.getOrDefault(name, new Value(name, line, null, false, problems));
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Takes what is absent here and present there, at the line of a field of this document. */
  void borrow(Fields lender, Set<String> names, int at) {
    for (String name : names) {
      Value value = lender.get(name);
      if (!value.isAbsent()) {
        values.putIfAbsent(name, new Value(name, at, value.node(), true, problems));
      }
    }
  }

  /** Notes the fields that this kind of document does not have. */
  void refuseUnknown(Set<String> known) {
    values.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            problems.add(
                value.line(),
                Value.shown(name) + ": unknown (expected: " + String.join(", ", known) + ")");
          }
        });
  }

  /** Notes those that are absent. */
  void need(String... names) {
    for (String name : names) {
      if (!has(name)) {
        get(name).problem("missing");
      }
    }
  }

  /** True when nothing was wrong with this document so far. */
  boolean isSound() {
    return problems.noted().size() == notedBefore;
  }

  Place place() {
    return new Place(
        problems.file(),
        line,
        values.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().line())));
  }
}
