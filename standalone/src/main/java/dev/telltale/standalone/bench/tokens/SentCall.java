// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one call's body holds for the model to read.
 *
 * @param schema of the answer, which OpenAI puts before everything else
 * @param texts of the messages, in their order
 */
record SentCall(String schema, List<String> texts) {
  private static final String END_OF_TRANSCRIPT = ">>>\n\n";

  /** Keeps a copy. */
  SentCall {
    texts = List.copyOf(texts);
  }

  static SentCall of(JsonNode body) {
    List<String> texts = new ArrayList<>();
    body.path("messages").forEach(message -> texts.add(message.path("content").asText()));
    JsonNode schema = body.path("response_format").path("json_schema");
    return new SentCall(schema.isMissingNode() ? "" : schema.toString(), texts);
  }

  /** What all calls about a target begin with, behind the schema. */
  List<String> shared() {
    String last = texts.get(texts.size() - 1);
    List<String> shared = new ArrayList<>(texts.subList(0, texts.size() - 1));
    shared.add(last.substring(0, end(last)));
    return shared;
  }

  /** What differs: the question. */
  String own() {
    String last = texts.get(texts.size() - 1);
    return last.substring(end(last));
  }

  private static int end(String text) {
    int at = text.lastIndexOf(END_OF_TRANSCRIPT);
    return at < 0 ? 0 : at + END_OF_TRANSCRIPT.length();
  }
}
