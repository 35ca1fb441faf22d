// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a JSON text, however its lines are broken; of a list, and of the list in {@code
 * {"data":[…]}}, the elements. What is longer than allowed is passed over without being held.
 */
final class Elements {
  private static final String WRAPPED = "data";

  private final JsonParser parser;
  private final long firstLine;
  private final int maxBytes;

  /** How many lists and objects are open around the elements. */
  private int open;

  private boolean ended;

  Elements(InputStream text, long firstLine, int maxBytes) throws IOException {
    this.parser = JsonTexts.FACTORY.createParser(text);
    this.firstLine = firstLine;
    this.maxBytes = maxBytes;
  }

  /** True for a list, and for an object whose first list or object is the list of its data. */
  static boolean isList(byte[] json) {
    if (json[0] != '{') {
      return json[0] == '[';
    }
    try (JsonParser parser = JsonTexts.FACTORY.createParser(json)) {
      JsonToken token = parser.nextToken();
      do {
        token = parser.nextToken();
      } while (token != null && !token.isStructStart() && !token.isStructEnd());
      return token == JsonToken.START_ARRAY && WRAPPED.equals(parser.currentName());
    } catch (IOException e) {
      return false;
    }
  }

  /** The next value; nothing at the end. */
  @Nullable Entry next() throws IOException {
    try {
      while (!ended) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          ended = true;
        } else if (token.isStructEnd()) {
          open--;
        } else if (token == JsonToken.START_ARRAY && open == 0) {
          open++;
        } else if (token == JsonToken.FIELD_NAME) {
          // Of a wrapper's other fields, such as where the next page is, nothing is wanted.
          passOver();
        } else {
          Entry value = value();
          if (value != null) {
            return value;
          }
        }
      }
      return null;
    } catch (JsonProcessingException | java.io.CharConversionException e) {
      ended = true;
      return new Entry.Bad(
          line(),
          LineProblem.NOT_JSON,
          "not JSON: " + JsonTexts.reason(e) + "; the rest is not read");
    }
  }

  private void passOver() throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  /** The value that starts here; nothing when it turns out to be a wrapper, which is then open. */
  private @Nullable Entry value() throws IOException {
    long line = line();
    long start = parser.currentTokenLocation().getByteOffset();
    boolean mayBeWrapper = open == 0 && parser.currentToken() == JsonToken.START_OBJECT;
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonTexts.FACTORY.createGenerator(copy)) {
      int depth = 0;
      JsonToken token = parser.currentToken();
      do {
        if (token.isStructStart()) {
          if (mayBeWrapper && depth == 1) {
            mayBeWrapper = false;
            if (token == JsonToken.START_ARRAY && WRAPPED.equals(parser.currentName())) {
              open = 2;
              return null;
            }
          }
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        if (parser.currentLocation().getByteOffset() - start <= maxBytes) {
          out.copyCurrentEventExact(parser);
        }
        token = depth > 0 ? next(depth) : token;
      } while (depth > 0);
    } catch (com.fasterxml.jackson.core.JsonGenerationException e) {
      throw new IllegalStateException("a token was copied twice", e);
    }
    return parser.currentLocation().getByteOffset() - start > maxBytes
        ? new Entry.Bad(line, LineProblem.TOO_LONG, "longer than " + maxBytes + " bytes")
        : new Entry.Value(line, copy.toByteArray());
  }

  private JsonToken next(int depth) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new com.fasterxml.jackson.core.io.JsonEOFException(
          parser, null, "Unexpected end-of-input at depth " + depth);
    }
    return token;
  }

  private long line() {
    int line = parser.currentTokenLocation().getLineNr();
    return firstLine + Math.max(0, line - 1);
  }
}
