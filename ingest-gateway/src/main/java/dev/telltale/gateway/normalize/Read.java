// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How attribute values become what a field holds. */
final class Read {
  /** What instrumentations write in place of content that they were told to hide. */
  private static final Set<String> REDACTED = Set.of("__REDACTED__", "<REDACTED>");

  private static final Set<String> EMPTY = Set.of("", "{}", "[]", "null");

  /** A longer text is none of these, and need not be hashed to find out. */
  private static final int LONGEST_WORD = 12;

  private Read() {}

  static boolean isRedacted(String value) {
    return value.length() <= LONGEST_WORD && REDACTED.contains(value);
  }

  static @Nullable String text(AnyValue value) {
    String text =
        switch (value.getValueCase()) {
          case STRING_VALUE -> value.getStringValue();
          case INT_VALUE -> Long.toString(value.getIntValue());
          case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
          case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
          default -> "";
        };
    if (text.length() > LONGEST_WORD) {
      return text;
    }
    return EMPTY.contains(text) || isRedacted(text) ? null : text;
  }

  /** Ids are joined with a NUL where they are hashed, so none may hold one. */
  static @Nullable String identity(AnyValue value) {
    String text = text(value);
    return text == null || text.isBlank() || text.indexOf('\0') >= 0 ? null : text;
  }

  static @Nullable SpanKind kind(AnyValue value) {
    String name = value.getStringValue().toUpperCase(Locale.ROOT);
    for (SpanKind kind : SpanKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return null;
  }

  static @Nullable String provider(AnyValue value) {
    String text = text(value);
    return text == null ? null : Vocabulary.provider(text);
  }

  static @Nullable String finishReason(AnyValue value) {
    String text = text(value);
    return text == null ? null : Vocabulary.finishReason(text);
  }

  /** SDKs without a configured name send one that says so. */
  static @Nullable String serviceName(AnyValue value) {
    String text = text(value);
    return text == null || text.startsWith("unknown_service") ? null : text;
  }

  static @Nullable Long count(AnyValue value) {
    Double number = number(value);
    if (number == null || number < 0 || number > 1L << 53 || number != Math.rint(number)) {
      return null;
    }
    return number.longValue();
  }

  static @Nullable Double dollars(AnyValue value) {
    Double number = number(value);
    return number == null || number < 0 ? null : number;
  }

  /** A list, a JSON list, or words between commas. */
  static @Nullable List<String> tags(AnyValue value) {
    List<String> tags = new ArrayList<>();
    if (value.hasArrayValue()) {
      for (AnyValue element : value.getArrayValue().getValuesList()) {
        addTag(text(element), tags);
      }
    } else if (value.getStringValue().startsWith("[")) {
      for (String element : Json.texts(value.getStringValue())) {
        addTag(element, tags);
      }
    } else {
      for (String element : value.getStringValue().split(",", -1)) {
        addTag(element.strip(), tags);
      }
    }
    return tags.isEmpty() ? null : tags;
  }

  private static void addTag(@Nullable String tag, List<String> tags) {
    if (tag != null && !tag.isEmpty()) {
      tags.add(tag);
    }
  }

  private static @Nullable Double number(AnyValue value) {
    double number =
        switch (value.getValueCase()) {
          case INT_VALUE -> (double) value.getIntValue();
          case DOUBLE_VALUE -> value.getDoubleValue();
          case STRING_VALUE -> parse(value.getStringValue());
          default -> Double.NaN;
        };
    return Double.isFinite(number) ? number : null;
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
