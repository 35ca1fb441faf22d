// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.gateway.imports.Entry;
import dev.telltale.gateway.imports.TraceFile;
import dev.telltale.gateway.imports.TraceReader;
import dev.telltale.gateway.imports.UnreadableException;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each shape becomes: a file as its tool writes it, and its canonical spans. */
class ImportGoldenTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.000000001Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otlp.json",
        "halo.jsonl",
        "phoenix.jsonl",
        "langfuse-api.json",
        "langfuse-export.jsonl",
        "langfuse-blob.jsonl",
        "stratix.json",
        "stratix-events.json",
        "pairs.jsonl"
      })
  void aShapeBecomesItsGoldenSpans(String file) throws IOException, UnreadableException {
    ArrayNode spans = JSON.createArrayNode();
    for (Span span : spans(resource(file))) {
      spans.add(withoutAbsent(JSON.readTree(span.toString())));
    }

    String golden = file.substring(0, file.indexOf('.')) + ".spans.json";
    assertThat(spans.toPrettyString()).isEqualTo(JSON.readTree(resource(golden)).toPrettyString());
  }

  private static List<Span> spans(byte[] file) throws IOException, UnreadableException {
    TraceReader reader = new TraceReader(ImportService.OTLP, () -> NOW);
    TraceFile entries = new TraceFile(new ByteArrayInputStream(file), 1 << 20, 1 << 20);
    SpanNormalizer normalizer = new SpanNormalizer();
    List<Span> spans = new ArrayList<>();
    for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
      byte[] json = ((Entry.Value) entry).json();
      for (ResourceSpans ofResource : reader.read(json, entry.line()).getResourceSpansList()) {
        for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
          SpanSource source =
              normalizer.source("default", NOW, ofResource.getResource(), ofScope.getScope());
          ofScope.getSpansList().forEach(span -> spans.add(normalizer.normalize(source, span)));
        }
      }
    }
    return spans;
  }

  /** Fifty fields a span, most of them absent, would hide the few that matter. */
  private static JsonNode withoutAbsent(JsonNode node) {
    node.forEach(ImportGoldenTest::withoutAbsent);
    if (node instanceof ObjectNode object) {
      object.removeIf(value -> value.isNull() || (value.isArray() && value.isEmpty()));
    }
    return node;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImportGoldenTest.class.getResourceAsStream("/imports/" + name)) {
      return new String(in.readAllBytes(), UTF_8).getBytes(UTF_8);
    }
  }
}
