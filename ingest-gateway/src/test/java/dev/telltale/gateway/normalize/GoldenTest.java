// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.schemas.span.Span;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each dialect becomes: a request as its instrumentation sends it, and its canonical spans.
 */
class GoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("dialects")
  void aDialectBecomesItsGoldenSpans(String dialect) throws IOException {
    ArrayNode spans = JSON.createArrayNode();
    for (Span span : Payloads.normalize(resource(dialect + ".otlp.json"))) {
      spans.add(withoutAbsent(JSON.readTree(span.toString())));
    }

    JsonNode expected = JSON.readTree(resource(dialect + ".spans.json"));
    assertThat(spans.toPrettyString()).isEqualTo(expected.toPrettyString());
    assertThat(spans.findValuesAsText("dialect")).containsOnly(dialect);
  }

  static Stream<String> dialects() {
    return Conventions.ALL.stream()
        .map(Convention::name)
        .filter(name -> !name.equals(OpenTelemetry.NAME));
  }

  /** Fifty fields a span, most of them absent, would hide the few that matter. */
  private static JsonNode withoutAbsent(JsonNode node) {
    node.forEach(GoldenTest::withoutAbsent);
    if (node instanceof ObjectNode object) {
      object.removeIf(value -> value.isNull() || (value.isArray() && value.isEmpty()));
    }
    return node;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
