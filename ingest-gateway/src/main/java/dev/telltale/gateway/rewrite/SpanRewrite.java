// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.rewrite;

import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeValue;
import dev.telltale.schemas.span.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Walks through everything that a client can write into a span: each text, and each attribute value
 * at any depth. A record is copied where something in it changes, and nowhere else; the span that
 * was given stays as it is.
 *
 * <p>What can hold text is read off the schema, so that a new field is walked through without a
 * change here. Left out are ids, which must stay what they are, and what the gateway wrote itself.
 *
 * <p>An instance walks through one span at a time.
 */
public abstract class SpanRewrite {
  private static final Map<String, Set<String>> LEFT_OUT =
      Map.of(
          "Span",
          Set.of(
              "project",
              "traceId",
              "spanId",
              "parentSpanId",
              "sessionId",
              "userId",
              "dialect",
              "sourceTraceId",
              "sourceSpanId"),
          "SpanLink",
          Set.of("traceId", "spanId"));

  /** By a record's full name: the positions of the fields to walk through. */
  private static final Map<String, int[]> CONTENT = content();

  /** The span as it becomes; the same one when nothing changes. */
  public final Span span(Span span) {
    return fields(span);
  }

  /** What becomes of a text; the same one when nothing does. */
  protected abstract String text(String text);

  /** What becomes of an attribute's bytes: bytes or a text. */
  protected abstract Object bytes(ByteBuffer bytes);

  /** What becomes of an attribute's number, a long or a double: itself or a text. */
  protected Object number(Object number) {
    return number;
  }

  /** What becomes of an attribute, of whatever it stands on and at whatever depth. */
  protected Attribute attribute(Attribute attribute) {
    return fields(attribute);
  }

  /** What becomes of a value in an attribute, at whatever depth. */
  protected AttributeValue value(AttributeValue value) {
    return fields(value);
  }

  /** Walks through a record's fields; gives the same record when none changes. */
  protected final <R extends SpecificRecord> R fields(R record) {
    R copy = record;
    for (int position : Objects.requireNonNull(CONTENT.get(record.getSchema().getFullName()))) {
      Object before = record.get(position);
      Object after = any(before);
      if (after != before) {
        copy = copy == record ? copy(record) : copy;
        copy.put(position, after);
      }
    }
    return copy;
  }

  /** A copy of a record that shares what is in its fields. */
  public static <R extends SpecificRecord> R copy(R record) {
    @SuppressWarnings("unchecked") // it makes an instance of that very class
    R copy = (R) SpecificData.newInstance(record.getClass(), record.getSchema());
    for (Schema.Field field : record.getSchema().getFields()) {
      copy.put(field.pos(), record.get(field.pos()));
    }
    return copy;
  }

  private @Nullable Object any(@Nullable Object content) {
    if (content instanceof String text) {
      return text(text);
    } else if (content instanceof List<?> list) {
      return list(list);
    } else if (content instanceof Attribute attribute) {
      return attribute(attribute);
    } else if (content instanceof AttributeValue value) {
      return value(value);
    } else if (content instanceof SpecificRecord record) {
      return fields(record);
    } else if (content instanceof ByteBuffer bytes) {
      return bytes(bytes);
    } else if (content instanceof Long || content instanceof Double) {
      return number(content);
    }
    return content;
  }

  private List<?> list(List<?> list) {
    List<@Nullable Object> copy = null;
    for (int i = 0; i < list.size(); i++) {
      Object before = list.get(i);
      Object after = any(before);
      if (after != before) {
        copy = copy == null ? new ArrayList<>(list) : copy;
        copy.set(i, after);
      }
    }
    return copy == null ? list : copy;
  }

  private static Map<String, int[]> content() {
    Map<String, int[]> content = new HashMap<>();
    add(Span.getClassSchema(), content);
    return content;
  }

  private static boolean add(Schema schema, Map<String, int[]> content) {
    return switch (schema.getType()) {
      case STRING, BYTES -> true;
      case ARRAY -> add(schema.getElementType(), content);
      case UNION -> schema.getTypes().stream().filter(type -> add(type, content)).count() > 0;
      case RECORD -> {
        if (!content.containsKey(schema.getFullName())) {
          content.put(schema.getFullName(), new int[0]);
          Set<String> leftOut = LEFT_OUT.getOrDefault(schema.getName(), Set.of());
          content.put(
              schema.getFullName(),
              schema.getFields().stream()
                  .filter(field -> !leftOut.contains(field.name()) && add(field.schema(), content))
                  .mapToInt(Schema.Field::pos)
                  .toArray());
        }
        yield true;
      }
      default -> false;
    };
  }
}
