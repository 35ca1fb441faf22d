// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import dev.telltale.schemas.span.Attribute;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes fields as attributes beside those that stayed attributes. A field whose usual key is among
 * these goes to its own key under {@code telltale.}: what stayed there says something else, or says
 * it in other words.
 */
final class AttributeWriter {
  private final List<KeyValue> written = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Attribute> kept;

  AttributeWriter(List<Attribute> kept) {
    this.kept = kept;
    kept.forEach(attribute -> taken.add(attribute.getKey()));
  }

  AttributeWriter text(String key, String own, Optional<String> value) {
    value.ifPresent(text -> put(key, own, Values.text(text)));
    return this;
  }

  AttributeWriter count(String key, String own, Optional<Long> value) {
    value.ifPresent(number -> put(key, own, Values.number(number)));
    return this;
  }

  AttributeWriter dollars(String key, String own, Optional<Double> value) {
    value.ifPresent(number -> put(key, own, Values.number(number)));
    return this;
  }

  /** Something that no other key says. */
  AttributeWriter own(String key, AnyValue value) {
    put(key, key, value);
    return this;
  }

  /** True when an attribute that stayed has a key that starts so. */
  boolean keeps(String start) {
    return kept.stream().anyMatch(attribute -> attribute.getKey().startsWith(start));
  }

  void put(String key, String own, AnyValue value) {
    if (taken.add(key)) {
      written.add(Values.of(key, value));
    } else if (taken.add(own)) {
      written.add(Values.of(own, value));
    }
  }

  /** What was written, and then what had stayed, in its order. */
  List<KeyValue> build() {
    List<KeyValue> all = new ArrayList<>(written);
    all.addAll(Values.all(kept));
    return all;
  }
}
