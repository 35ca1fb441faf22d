// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes while they are gathered; a key's last value counts, and an absent value is none. */
final class AttributeDraft {
  /** As deep as OTLP's JSON form may nest them here; what is deeper stays JSON text. */
  private static final int MAX_DEPTH = 30;

  private final Map<String, AnyValue> values = new LinkedHashMap<>();

  /** Puts a value with its type. */
  AttributeDraft put(String key, JsonNode value) {
    if (!isAbsent(value)) {
      values.put(text(key), any(value, 0));
    }
    return this;
  }

  /** Puts all fields of an object. */
  AttributeDraft putAll(JsonNode object) {
    object.properties().forEach(field -> put(field.getKey(), field.getValue()));
    return this;
  }

  /** Puts a text; of anything else its JSON. */
  AttributeDraft putText(String key, JsonNode value) {
    return isAbsent(value) ? this : putText(key, value.isTextual() ? value.asText() : json(value));
  }

  AttributeDraft putText(String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      values.put(key, AnyValue.newBuilder().setStringValue(text(value)).build());
    }
    return this;
  }

  AttributeDraft putNumber(String key, @Nullable Long value) {
    if (value != null) {
      values.put(key, AnyValue.newBuilder().setIntValue(value).build());
    }
    return this;
  }

  AttributeDraft putNumber(String key, @Nullable Double value) {
    if (value != null && Double.isFinite(value)) {
      values.put(key, AnyValue.newBuilder().setDoubleValue(value).build());
    }
    return this;
  }

  AttributeDraft putFlag(String key) {
    values.put(key, AnyValue.newBuilder().setBoolValue(true).build());
    return this;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  boolean has(String key, JsonNode value) {
    return any(value, 0).equals(values.get(key));
  }

  List<KeyValue> build() {
    List<KeyValue> attributes = new ArrayList<>(values.size());
    values.forEach((key, value) -> attributes.add(keyValue(key, value)));
    return attributes;
  }

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /** JavaScript's strings may hold half a character, which UTF-8 cannot. */
  static String text(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(repaired::appendCodePoint);
    return repaired.toString();
  }

  private static AnyValue any(JsonNode value, int depth) {
    AnyValue.Builder any = AnyValue.newBuilder();
    if (value.isTextual()) {
      any.setStringValue(text(value.asText()));
    } else if (value.isBoolean()) {
      any.setBoolValue(value.asBoolean());
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      any.setIntValue(value.asLong());
    } else if (value.isNumber() && Double.isFinite(value.asDouble())) {
      any.setDoubleValue(value.asDouble());
    } else if (value.isContainerNode() && depth < MAX_DEPTH) {
      return value.isArray() ? list(value, depth + 1) : map(value, depth + 1);
    } else if (!isAbsent(value)) {
      any.setStringValue(text(json(value)));
    }
    return any.build();
  }

  private static AnyValue list(JsonNode elements, int depth) {
    ArrayValue.Builder list = ArrayValue.newBuilder();
    elements.forEach(element -> list.addValues(any(element, depth)));
    return AnyValue.newBuilder().setArrayValue(list).build();
  }

  private static AnyValue map(JsonNode object, int depth) {
    KeyValueList.Builder map = KeyValueList.newBuilder();
    object
        .properties()
        .forEach(
            field -> map.addValues(keyValue(text(field.getKey()), any(field.getValue(), depth))));
    return AnyValue.newBuilder().setKvlistValue(map).build();
  }

  private static KeyValue keyValue(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static String json(JsonNode value) {
    return value.toString();
  }
}
