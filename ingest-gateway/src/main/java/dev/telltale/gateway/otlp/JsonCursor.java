// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import dev.telltale.gateway.intake.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * Stands at one value of a JSON text and reads it as what protobuf's JSON form allows there. What
 * does not fit is refused with the place where it stands.
 */
final class JsonCursor {
  /** Four objects and lists for each level of a value, and those around it. */
  private static final int MAX_JSON_DEPTH = 150;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_JSON_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** An id that cannot be read stays one that is not valid: its span alone is rejected. */
  private static final ByteString NO_ID = ByteString.copyFrom(new byte[1]);

  private static final BigInteger MAX_UINT64 =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final long MAX_UINT32 = 0xffff_ffffL;

  private final JsonParser parser;
  private final UnaryOperator<String> names;

  private JsonCursor(JsonParser parser, UnaryOperator<String> names) {
    this.parser = parser;
    this.names = names;
  }

  /** Reads a text that is one JSON value, and nothing after it. */
  static <T> T read(byte[] body, Function<JsonCursor, T> reader) {
    return read(body, UnaryOperator.identity(), reader);
  }

  /**
   * Reads a text as above.
   *
   * @param names makes the name that is looked for of the one that is there
   */
  static <T> T read(byte[] body, UnaryOperator<String> names, Function<JsonCursor, T> reader) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      JsonCursor cursor = new JsonCursor(parser, names);
      parser.nextToken();
      T value = reader.apply(cursor);
      if (parser.nextToken() != null) {
        throw cursor.refused("something after the end");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof JsonProcessingException cause) {
        throw malformed(cause);
      }
      throw e;
    } catch (IOException e) {
      // What is not UTF-8 comes as a plain one.
      throw new RefusedException(Refusal.INVALID, "the body is not JSON: " + e.getMessage());
    }
  }

  /** Reads an object: gives each field's name while standing at its value. Null is no value. */
  void object(Consumer<String> field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(JsonToken.START_OBJECT, "an object");
    while (next() != JsonToken.END_OBJECT) {
      String name = name();
      if (next() != JsonToken.VALUE_NULL) {
        field.accept(name);
      }
    }
  }

  /** Reads a list: runs while standing at each element. */
  void list(Runnable element) {
    expect(JsonToken.START_ARRAY, "a list");
    while (next() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  /** Passes over the value, whatever it is. */
  void skip() {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    expect(JsonToken.VALUE_STRING, "a text");
    return wellFormed(string());
  }

  boolean bool() {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw unexpected("true or false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** A number, or one of the three that JSON has no number for. */
  double number() {
    try {
      if (parser.currentToken().isNumeric()) {
        return parser.getDoubleValue();
      }
      expect(JsonToken.VALUE_STRING, "a number");
      return switch (string()) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> new BigDecimal(string()).doubleValue();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NumberFormatException e) {
      throw unexpected("a number");
    }
  }

  int int32() {
    long value = int64();
    if (value != (int) value) {
      throw unexpected("a whole number of 32 bits");
    }
    return (int) value;
  }

  /** Gives the bits of an unsigned number. */
  int uint32() {
    long value = int64();
    if (value < 0 || value > MAX_UINT32) {
      throw unexpected("a whole number of 32 bits, not negative");
    }
    return (int) value;
  }

  long int64() {
    try {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        return parser.getLongValue();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BigInteger value = wholeNumber();
    if (value.bitLength() > 63) {
      throw unexpected("a whole number of 64 bits");
    }
    return value.longValue();
  }

  /** Gives the bits of an unsigned number. */
  long uint64() {
    BigInteger value = wholeNumber();
    if (value.signum() < 0 || value.compareTo(MAX_UINT64) > 0) {
      throw unexpected("a whole number of 64 bits, not negative");
    }
    return value.longValue();
  }

  /** A number, or a name for it. */
  int enumNumber(ToIntFunction<String> byName) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return int32();
    }
    try {
      return byName.applyAsInt(string());
    } catch (IllegalArgumentException e) {
      // Not a name of today: a number in quotes, or a name of tomorrow, which counts as unset.
      return string().matches("[0-9]{1,9}") ? Integer.parseInt(string()) : 0;
    }
  }

  ByteString base64() {
    expect(JsonToken.VALUE_STRING, "a base64 text");
    return decodeBase64(string());
  }

  /**
   * An id of that many bytes: hexadecimal, or base64 as some browser SDKs have it; nothing when it
   * is empty.
   */
  ByteString id(int bytes) {
    expect(JsonToken.VALUE_STRING, "an id in hexadecimal digits");
    String id = string();
    if (id.isEmpty()) {
      return ByteString.EMPTY;
    }
    try {
      if (id.length() == 2 * bytes) {
        return ByteString.copyFrom(HexFormat.of().parseHex(id));
      }
      ByteString decoded = id.length() < 2 * bytes ? decodeBase64(id) : NO_ID;
      return decoded.size() == bytes ? decoded : NO_ID;
    } catch (IllegalArgumentException | RefusedException e) {
      return NO_ID;
    }
  }

  /** Makes a refusal of the value that this stands at. */
  RefusedException refused(String why) {
    return new RefusedException(
        Refusal.INVALID,
        "the JSON at "
            + (parser.getParsingContext().inRoot()
                ? "/"
                : parser.getParsingContext().pathAsPointer())
            + " cannot be read: "
            + why);
  }

  private RefusedException unexpected(String expected) {
    JsonToken token = parser.currentToken();
    String found = token == null ? "nothing" : token.name().replace("VALUE_", "");
    return refused(found + " (expected: " + expected + ")");
  }

  private void expect(JsonToken token, String expected) {
    if (parser.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  private BigInteger wholeNumber() {
    try {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return parser.getBigIntegerValue();
      }
      if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_STRING) {
        throw unexpected("a whole number");
      }
      return whole(string());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A short text, an exponent of a thousand digits among them, must not become a long number. */
  private BigInteger whole(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.precision() - number.scale() > 20 || number.scale() > 1000) {
        throw unexpected("a whole number of 64 bits");
      }
      return number.toBigIntegerExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw unexpected("a whole number");
    }
  }

  private ByteString decodeBase64(String text) {
    try {
      String standard = text.replace('-', '+').replace('_', '/');
      return ByteString.copyFrom(Base64.getDecoder().decode(standard));
    } catch (IllegalArgumentException e) {
      throw unexpected("a base64 text");
    }
  }

  private JsonToken next() {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw refused("it ends early");
      }
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String name() {
    try {
      return names.apply(parser.currentName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String string() {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JavaScript's strings may hold half a character, which UTF-8 cannot. */
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return repaired(text);
      }
    }
    return text;
  }

  private static String repaired(String text) {
    StringBuilder repaired = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(repaired::appendCodePoint);
    return repaired.toString();
  }

  private static RefusedException malformed(JsonProcessingException e) {
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    return new RefusedException(
        Refusal.INVALID,
        "the body is not JSON: line "
            + line
            + ", column "
            + column
            + ": "
            + e.getOriginalMessage());
  }
}
