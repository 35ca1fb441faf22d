// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeMap;
import dev.telltale.schemas.span.AttributeValue;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes as they were sent, with all their types. */
final class Attributes {
  private Attributes() {}

  static List<Attribute> all(List<KeyValue> attributes) {
    List<Attribute> all = new ArrayList<>(attributes.size());
    for (KeyValue attribute : attributes) {
      all.add(attribute(attribute));
    }
    return all;
  }

  static Attribute attribute(KeyValue attribute) {
    return Attribute.newBuilder()
        .setKey(attribute.getKey())
        .setValue(value(attribute.getValue()))
        .build();
  }

  private static AttributeValue value(AnyValue value) {
    return AttributeValue.newBuilder().setValue(plain(value)).build();
  }

  /** Depth is bounded where the request is decoded. */
  private static @Nullable Object plain(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BYTES_VALUE -> value.getBytesValue().asReadOnlyByteBuffer();
      case ARRAY_VALUE -> list(value.getArrayValue().getValuesList());
      case KVLIST_VALUE ->
          AttributeMap.newBuilder().setEntries(all(value.getKvlistValue().getValuesList())).build();
      // A reference into a table that only profiles have is no value here.
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> null;
    };
  }

  private static AttributeList list(List<AnyValue> elements) {
    List<AttributeValue> values = new ArrayList<>(elements.size());
    for (AnyValue element : elements) {
      values.add(value(element));
    }
    return AttributeList.newBuilder().setValues(values).build();
  }
}
