// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** JSON from strangers, with limits: none may cost much more than its length. */
final class JsonTexts {
  /** For passing over; nothing is built as deep as that. */
  private static final int MAX_SKIPPED_DEPTH = 10_000;

  private static final int MAX_DEPTH = 200;

  /** A tree of more tokens than that would take far more memory than its text. */
  private static final int MAX_TOKENS = 1_000_000;

  static final JsonFactory FACTORY = factory(MAX_SKIPPED_DEPTH);
  private static final ObjectMapper MAPPER = new ObjectMapper(factory(MAX_DEPTH));

  private JsonTexts() {}

  /** True for an object that has one of two fields; the text may be anything. */
  static boolean hasField(byte[] json, String either, String or) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals(either) || parser.currentName().equals(or)) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** The tree of a text that is one value. */
  static JsonNode tree(byte[] json) throws UnreadableException {
    try (JsonParser parser = MAPPER.createParser(json)) {
      int tokens = 0;
      while (parser.nextToken() != null) {
        if (++tokens > MAX_TOKENS) {
          throw new UnreadableException(
              LineProblem.TOO_LONG, "more than " + MAX_TOKENS + " parts of JSON");
        }
      }
    } catch (IOException e) {
      throw notJson(e);
    }
    try (JsonParser parser = MAPPER.createParser(json)) {
      JsonNode tree = MAPPER.readTree(parser);
      if (parser.nextToken() != null) {
        throw new UnreadableException(
            LineProblem.NOT_JSON, "not JSON: something after the end of the value");
      }
      return tree;
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  private static UnreadableException notJson(IOException e) {
    return new UnreadableException(LineProblem.NOT_JSON, "not JSON: " + reason(e));
  }

  /**
   * True when all was well up to the end, which came too early; there are two exceptions for it.
   */
  static boolean isEarlyEnd(IOException e) {
    return e instanceof JsonProcessingException json
        && String.valueOf(json.getOriginalMessage()).startsWith("Unexpected end-of-input");
  }

  /** What the parser says, and where; without the piece of text that it may quote. */
  static String reason(IOException e) {
    if (!(e instanceof JsonProcessingException json)) {
      return "not UTF-8";
    }
    String message = String.valueOf(json.getOriginalMessage());
    if (isEarlyEnd(e)) {
      return "it ends early";
    }
    if (message.startsWith("Invalid UTF-8")) {
      return "not UTF-8, at byte " + at(json);
    }
    if (message.contains("nesting depth")) {
      return "nested too deeply, at byte " + at(json);
    }
    return "malformed at byte " + at(json);
  }

  private static long at(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
  }

  private static JsonFactory factory(int depth) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }
}
