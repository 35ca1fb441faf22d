// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.opentelemetry.proto.common.v1.AnyValue;
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

  /** Numbers keep all their digits: arguments of tools are written again from the tree. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

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

  /** The tree of a text or a structure; nothing when it is not JSON, or has too many parts. */
  static @Nullable JsonNode tree(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> tree(value.getStringValue().strip());
      case ARRAY_VALUE, KVLIST_VALUE -> node(value);
      default -> null;
    };
  }

  /** The text in a JSON string; nothing when it is not one. */
  static @Nullable String unquoted(String json) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      boolean string = parser.nextToken() == JsonToken.VALUE_STRING;
      String text = string ? parser.getText() : null;
      return parser.nextToken() == null ? text : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** A text as a JSON string. */
  static String quoted(String text) {
    return TextNode.valueOf(text).toString();
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

  /** Depth is bounded where the request is decoded. */
  private static JsonNode node(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> TextNode.valueOf(value.getStringValue());
      case BOOL_VALUE -> BooleanNode.valueOf(value.getBoolValue());
      case INT_VALUE -> LongNode.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> DoubleNode.valueOf(value.getDoubleValue());
      case BYTES_VALUE -> BinaryNode.valueOf(value.getBytesValue().toByteArray());
      case ARRAY_VALUE -> {
        ArrayNode list = MAPPER.createArrayNode();
        value.getArrayValue().getValuesList().forEach(element -> list.add(node(element)));
        yield list;
      }
      case KVLIST_VALUE -> {
        ObjectNode object = MAPPER.createObjectNode();
        value
            .getKvlistValue()
            .getValuesList()
            .forEach(entry -> object.set(entry.getKey(), node(entry.getValue())));
        yield object;
      }
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> NullNode.getInstance();
    };
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
