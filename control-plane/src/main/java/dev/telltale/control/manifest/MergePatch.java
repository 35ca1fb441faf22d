// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to fields: what is absent stays, null goes back to its default, and a mapping is changed
 * key by key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>
 */
final class MergePatch {
  private MergePatch() {}

  /** The fields with the changes, which are made in place. */
  static Map<String, Object> merged(Map<String, Object> fields, Map<?, ?> changes) {
    changes.forEach(
        (name, change) -> {
          String field = String.valueOf(name);
          if (change == null) {
            fields.remove(field);
          } else if (change instanceof Map<?, ?> inner) {
            fields.put(field, merged(mapping(fields.get(field)), inner));
          } else {
            fields.put(field, change);
          }
        });
    return fields;
  }

  private static Map<String, Object> mapping(@Nullable Object value) {
    Map<String, Object> mapping = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> mapping.put(String.valueOf(key), inner));
    }
    return mapping;
  }
}
