// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

/**
 * Turns of a conversation as OTLP/JSON: a root span of an agent and a model call under it, each
 * turn a trace of its own.
 */
final class Turns {
  static final String AGENT = "support";
  static final int SPANS = 2;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START = 1_760_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** Frustrated, and not, by turns. */
  private static final List<String> WORDS =
      List.of(
          "This is useless, I am fed up, I ask for the third time!",
          "Thank you, that was quick and just what I needed.");

  private Turns() {}

  /** The trace id of a turn. */
  static String traceId(int number) {
    return String.format(Locale.ROOT, "%032x", number + 1);
  }

  /** Whether the person of that turn is frustrated. */
  static boolean frustrated(int number) {
    return number % WORDS.size() == 0;
  }

  /** Sends a whole turn, which must be acknowledged. */
  static void send(URI gateway, String key, int number) throws IOException, InterruptedException {
    HttpResponse<String> answer = Http.post(traces(gateway), key, whole(number));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  static URI traces(URI gateway) {
    return gateway.resolve("/v1/traces");
  }

  static String whole(int number) {
    return request(root(number), call(number));
  }

  /** The model call alone: a turn that goes on. */
  static String begun(int number) {
    return request(call(number));
  }

  /** The root span alone, which ends the turn. */
  static String ended(int number) {
    return request(root(number));
  }

  private static String request(ObjectNode... spans) {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode all =
        request
            .putArray("resourceSpans")
            .addObject()
            .putArray("scopeSpans")
            .addObject()
            .putArray("spans");
    for (ObjectNode span : spans) {
      all.add(span);
    }
    return request.toString();
  }

  private static ObjectNode root(int number) {
    ObjectNode span = span(number, "a1", "turn", 0, 2);
    attribute(span, "openinference.span.kind", "AGENT");
    return span;
  }

  private static ObjectNode call(int number) {
    ObjectNode span = span(number, "b2", "chat", 0, 1);
    span.put("parentSpanId", spanId("a1"));
    attribute(span, "openinference.span.kind", "LLM");
    String input = "llm.input_messages.0.message.";
    attribute(span, input + "role", "user");
    attribute(span, input + "content", WORDS.get(number % WORDS.size()));
    String output = "llm.output_messages.0.message.";
    attribute(span, output + "role", "assistant");
    attribute(span, output + "content", "I see. Turn " + number + ".");
    return span;
  }

  private static ObjectNode span(int number, String id, String name, int from, int to) {
    ObjectNode span = JSON.createObjectNode();
    span.put("traceId", traceId(number)).put("spanId", spanId(id)).put("name", name).put("kind", 1);
    span.put("startTimeUnixNano", Long.toString(START + from * SECOND));
    span.put("endTimeUnixNano", Long.toString(START + to * SECOND));
    attribute(span, "agent.id", AGENT);
    attribute(span, "session.id", "s-" + number / 4);
    return span;
  }

  private static void attribute(ObjectNode span, String key, String value) {
    span.withArray("attributes")
        .addObject()
        .put("key", key)
        .putObject("value")
        .put("stringValue", value);
  }

  private static String spanId(String id) {
    return "0".repeat(14) + id;
  }
}
