// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Redacts one text that may be JSON: strings and numbers in their places, all else stays as it was
 * written.
 */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Texts texts;
  private final KeyRules keys;
  private final Marks marks;
  private final Counts counts;
  private final int depth;
  private final StringBuilder out = new StringBuilder();
  private int copied;

  /**
   * Makes one for one text.
   *
   * @param depth in how many strings of JSON the text itself stands
   */
  JsonText(Texts texts, KeyRules keys, Marks marks, Counts counts, int depth) {
    this.texts = texts;
    this.keys = keys;
    this.marks = marks;
    this.counts = counts;
    this.depth = depth;
  }

  static boolean looksLike(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Edges.isSpace(c)) {
        return c == '{' || c == '[' || c == '"';
      }
    }
    return false;
  }

  /** The redacted text; nothing when it is not JSON. */
  @Nullable String redact(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      KeyRules.Fate nameless = keys.of("");
      KeyRules.Fate fate = nameless;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        if (token == JsonToken.FIELD_NAME) {
          fate = keys.of(parser.currentName());
          replace(text, start, stringEnd(text, start), parser.currentName(), depth + 1);
        } else if (token == JsonToken.VALUE_STRING) {
          string(text, start, parser.getText(), fate);
        } else if (token.isNumeric()) {
          number(text, start, parser.getText(), fate);
        } else if (token.isStructStart() && fate.coversAll()) {
          parser.skipChildren();
          int end = (int) parser.currentTokenLocation().getCharOffset() + 1;
          mark(text, start, end, text.substring(start, end), fate.rule());
        }
        // A key speaks of the value behind it, and not of what comes after that.
        fate = token == JsonToken.FIELD_NAME ? fate : nameless;
      }
      return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    } catch (IOException e) {
      return null;
    }
  }

  private void string(String text, int start, String value, KeyRules.Fate fate) {
    int end = stringEnd(text, start);
    if (fate.covers(value)) {
      if (!marks.isMark(value)) {
        mark(text, start, end, value, fate.rule());
      }
    } else {
      replace(text, start, end, value, depth + 1);
    }
  }

  private void number(String text, int start, String value, KeyRules.Fate fate) {
    if (fate.count()) {
      return;
    }
    if (fate.covers(value)) {
      mark(text, start, start + value.length(), value, fate.rule());
    } else {
      replace(text, start, start + value.length(), value, depth + 1);
    }
  }

  private void mark(String text, int start, int end, String value, int rule) {
    counts.add(rule);
    put(text, start, end, marks.mark(rule, value));
  }

  private void replace(String text, int start, int end, String value, int inside) {
    String redacted = texts.redact(value, counts, inside);
    if (!redacted.equals(value)) {
      put(text, start, end, redacted);
    }
  }

  private void put(String text, int start, int end, String value) {
    out.append(text, copied, start).append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, out);
    out.append('"');
    copied = end;
  }

  private static int stringEnd(String text, int start) {
    int end = start + 1;
    while (text.charAt(end) != '"') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1;
  }
}
