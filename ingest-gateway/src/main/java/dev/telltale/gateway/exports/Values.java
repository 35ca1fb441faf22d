// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import com.google.protobuf.ByteString;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeMap;
import dev.telltale.schemas.span.AttributeValue;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Attributes with all their types, as OTLP has them. */
final class Values {
  private Values() {}

  static List<KeyValue> all(List<Attribute> attributes) {
    List<KeyValue> all = new ArrayList<>(attributes.size());
    for (Attribute attribute : attributes) {
      all.add(of(attribute.getKey(), any(attribute.getValue())));
    }
    return all;
  }

  static KeyValue of(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  static AnyValue number(long number) {
    return AnyValue.newBuilder().setIntValue(number).build();
  }

  static AnyValue number(double number) {
    return AnyValue.newBuilder().setDoubleValue(number).build();
  }

  static AnyValue yes() {
    return AnyValue.newBuilder().setBoolValue(true).build();
  }

  private static AnyValue any(AttributeValue attribute) {
    Object value = attribute.getValue().orElse(null);
    AnyValue.Builder any = AnyValue.newBuilder();
    if (value instanceof CharSequence text) {
      any.setStringValue(text.toString());
    } else if (value instanceof Boolean bool) {
      any.setBoolValue(bool);
    } else if (value instanceof Long number) {
      any.setIntValue(number);
    } else if (value instanceof Double number) {
      any.setDoubleValue(number);
    } else if (value instanceof ByteBuffer bytes) {
      any.setBytesValue(ByteString.copyFrom(bytes.duplicate()));
    } else if (value instanceof AttributeList list) {
      ArrayValue.Builder values = ArrayValue.newBuilder();
      list.getValues().forEach(element -> values.addValues(any(element)));
      any.setArrayValue(values);
    } else if (value instanceof AttributeMap map) {
      any.setKvlistValue(KeyValueList.newBuilder().addAllValues(all(map.getEntries())));
    }
    return any.build();
  }
}
