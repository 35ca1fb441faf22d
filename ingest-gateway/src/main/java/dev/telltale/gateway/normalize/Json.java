// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON inside attribute values. It is a client's text, so none of it has to be well formed, and
 * none may cost more than its length.
 */
final class Json {
  private static final int MAX_DEPTH = 200;

  /** A tree of more tokens than that would take far more memory than its text. */
  private static final int MAX_TOKENS = 500_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .build());

  /** Sees the tokens of a text, one by one. */
  interface Visitor {
    /**
     * Sees a token.
     *
     * @param depth how many objects and lists are open around it
     * @return false to see no more
     */
    boolean see(JsonParser at, JsonToken token, int depth) throws IOException;
  }

  private Json() {}

  static boolean mayBeJson(String text) {
    return text.startsWith("{") || text.startsWith("[");
  }

  /** The tree of a text; nothing when it is not JSON, or has too many parts. */
  static @Nullable JsonNode tree(String text) {
    if (!mayBeJson(text) || !visit(text, (at, token, depth) -> true)) {
      return null;
    }
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      return null;
    }
  }

  /** Walks through a text; false when it is not JSON, or has too many parts. */
  static boolean visit(String text, Visitor visitor) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      int depth = 0;
      int tokens = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth -= token.isStructEnd() ? 1 : 0;
        if (++tokens > MAX_TOKENS) {
          return false;
        }
        if (!visitor.see(parser, token, depth)) {
          return true;
        }
        depth += token.isStructStart() ? 1 : 0;
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The text of a field of the outermost object, if there is one. */
  static @Nullable String text(String json, String field) {
    if (!json.startsWith("{")) {
      return null;
    }
    String[] found = new String[1];
    visit(
        json,
        (at, token, depth) -> {
          if (depth == 1 && token == JsonToken.VALUE_STRING && field.equals(at.currentName())) {
            found[0] = at.getText();
          }
          return found[0] == null;
        });
    return found[0];
  }

  /** The texts of a list; other elements are left out. */
  static List<String> texts(String json) {
    List<String> texts = new ArrayList<>();
    visit(
        json,
        (at, token, depth) -> {
          if (depth == 1 && token == JsonToken.VALUE_STRING) {
            texts.add(at.getText());
          }
          return true;
        });
    return texts;
  }
}
