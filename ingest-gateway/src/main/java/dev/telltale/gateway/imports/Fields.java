// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What shapes ask of the fields of an object. */
final class Fields {
  private Fields() {}

  /** An id: a text or a number, not empty. */
  static String id(JsonNode object, String name) throws UnreadableException {
    String id = idOrEmpty(object.path(name));
    if (id.isEmpty()) {
      throw UnreadableException.field(name, "missing", "an id");
    }
    return id;
  }

  static String idOrEmpty(JsonNode value) {
    return value.isTextual() || value.isIntegralNumber() ? value.asText().strip() : "";
  }

  /** The first of several fields that is there. */
  static JsonNode first(JsonNode object, String... names) {
    for (String name : names) {
      if (!AttributeDraft.isAbsent(object.path(name))) {
        return object.path(name);
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  static String text(JsonNode object, String... names) {
    JsonNode value = first(object, names);
    return value.isValueNode() ? value.asText() : "";
  }

  static boolean has(JsonNode object, String name) {
    return !AttributeDraft.isAbsent(object.path(name));
  }

  /** A count of tokens; nothing for what is none. */
  static @Nullable Long count(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0
        ? Long.valueOf(value.asLong())
        : null;
  }

  /** An amount of dollars, as a number or as its text. */
  static @Nullable Double dollars(JsonNode value) {
    try {
      double dollars =
          value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble(Double.NaN);
      return dollars >= 0 && Double.isFinite(dollars) ? Double.valueOf(dollars) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Keeps as attributes what a shape has no place for. */
  static void rest(JsonNode object, Set<String> placed, String prefix, AttributeDraft attributes) {
    object
        .properties()
        .forEach(
            field -> {
              if (!placed.contains(field.getKey())) {
                attributes.put(prefix + field.getKey(), field.getValue());
              }
            });
  }
}
