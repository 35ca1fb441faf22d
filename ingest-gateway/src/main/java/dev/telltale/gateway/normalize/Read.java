// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    return filled(scalar(value));
  }

  /** A text, or the JSON of a structure. */
  static @Nullable String content(AnyValue value) {
    boolean structure = value.hasArrayValue() || value.hasKvlistValue();
    return filled(structure ? String.valueOf(Json.tree(value)) : scalar(value));
  }

  /** A text that was written as a JSON string, or any content. */
  static @Nullable String unquoted(AnyValue value) {
    String text = content(value);
    String bare = text != null && text.startsWith("\"") ? Json.unquoted(text) : null;
    return bare == null ? text : filled(bare);
  }

  /** Reads what stands in a JSON string. */
  static <T> Field.Reader<T> bare(Field.Reader<T> inner) {
    return value -> {
      String text = unquoted(value);
      return text == null ? null : inner.read(AnyValue.newBuilder().setStringValue(text).build());
    };
  }

  /** What may be JSON: a structure, or a text that begins like one. Nothing is parsed yet. */
  static @Nullable AnyValue json(AnyValue value) {
    boolean structure =
        value.getArrayValue().getValuesCount() > 0 || value.getKvlistValue().getValuesCount() > 0;
    String text = filled(value.getStringValue().strip());
    return structure || (text != null && Json.mayBeJson(text)) ? value : null;
  }

  static @Nullable AnyValue any(AnyValue value) {
    return content(value) == null ? null : value;
  }

  /** An id from a key that others use for numbers of their own. */
  static @Nullable String textualIdentity(AnyValue value) {
    return value.hasStringValue() ? identity(value) : null;
  }

  static @Nullable Boolean isTrue(AnyValue value) {
    boolean said = value.getBoolValue() || value.getStringValue().equalsIgnoreCase("true");
    return said ? Boolean.TRUE : null;
  }

  /** True for one word, nothing for all others. */
  static Field.Reader<Boolean> isWord(String word) {
    return value -> value.getStringValue().equalsIgnoreCase(word) ? Boolean.TRUE : null;
  }

  /** The same whatever the value, as long as there is one. */
  static <T> Field.Reader<T> always(T answer) {
    return value -> content(value) == null ? null : answer;
  }

  /** Whether a field's value says all that its attribute says. */
  static boolean saysAll(Object value, AnyValue raw) {
    if (value instanceof SpanKind kind) {
      return kind.name().equalsIgnoreCase(raw.getStringValue());
    }
    if (!(value instanceof String text)) {
      return true;
    }
    String sent = raw.getStringValue();
    return raw.hasStringValue()
        && (sent.equals(text) || (sent.startsWith("\"") && sent.equals(Json.quoted(text))));
  }

  private static String scalar(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> "";
    };
  }

  private static @Nullable String filled(String text) {
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
    return Vocabulary.kind(value.getStringValue());
  }

  /** A kind by the words of one convention, else by its own name. */
  static Field.Reader<SpanKind> kindIn(Map<String, SpanKind> words) {
    return value -> {
      SpanKind kind = words.get(value.getStringValue().strip().toLowerCase(Locale.ROOT));
      return kind == null ? kind(value) : kind;
    };
  }

  /** True, or nothing. */
  static @Nullable Boolean yes(AnyValue value) {
    return value.getBoolValue() ? Boolean.TRUE : null;
  }

  static @Nullable String provider(AnyValue value) {
    String text = text(value);
    return text == null ? null : Vocabulary.provider(text);
  }

  /** A provider, or the name of its API after which a dot and more follow. */
  static @Nullable String providerBeforeDot(AnyValue value) {
    String text = text(value);
    return text == null ? null : Vocabulary.providerBeforeDot(text);
  }

  /** A word, or the first of a list, which may be JSON. */
  static @Nullable String finishReason(AnyValue value) {
    String text = text(value);
    List<String> list = text == null || text.startsWith("[") ? tags(value) : null;
    String first = list == null ? text : list.get(0);
    return first == null ? null : Vocabulary.finishReason(first);
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
