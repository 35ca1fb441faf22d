// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.gateway.exports.HaloLine;
import dev.telltale.gateway.exports.OtlpLine;
import dev.telltale.gateway.exports.RandomSpans;
import dev.telltale.gateway.exports.SpanExport;
import dev.telltale.gateway.imports.TraceReader;
import dev.telltale.gateway.imports.UnreadableException;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as they are exported, read as they are imported. */
class ExportedLinesTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");
  private static final TraceReader READER = new TraceReader(ImportService.OTLP, () -> NOW);
  private static final SpanNormalizer NORMALIZER = new SpanNormalizer();

  @Test
  void anyRequestAsALineIsTheSameRequest() {
    RandomRequests requests = new RandomRequests(31);
    for (int i = 0; i < 200; i++) {
      ExportTraceServiceRequest request = requests.next();

      assertThat(OtlpJson.read(OtlpLine.of(request).getBytes(UTF_8))).isEqualTo(request);
    }
  }

  @Test
  void aLineHasHexIdsNumbersForEnumsAndNoBreak() throws IOException {
    ExportTraceServiceRequest request =
        SpanExport.request(normalize(List.of(new RandomSpans(4).next())));

    String line = OtlpLine.of(request);
    JsonNode span = new ObjectMapper().readTree(line).at("/resourceSpans/0/scopeSpans/0/spans/0");

    assertThat(line).doesNotContain("\n");
    assertThat(span.path("traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(span.path("spanId").asText()).matches("[0-9a-f]{16}");
    assertThat(span.path("kind").isInt() || span.path("kind").isMissingNode()).isTrue();
  }

  @Test
  void spansAsHalosLinesAreTheSameSpansButForBytes() throws UnreadableException {
    int compared = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      ResourceSpans sent = new RandomSpans(seed).next();
      if (sent.toString().contains("bytes_value")) {
        continue;
      }
      List<Span> spans = normalize(List.of(sent));
      List<String> lines = HaloLine.of(SpanExport.request(spans));
      ExportTraceServiceRequest again = READER.read(lines.get(0).getBytes(UTF_8), 1);

      assertThat(normalize(again.getResourceSpansList())).as(lines.get(0)).isEqualTo(spans);
      compared++;
    }
    assertThat(compared).isGreaterThan(500);
  }

  private static List<Span> normalize(List<ResourceSpans> sent) {
    List<Span> spans = new ArrayList<>();
    for (ResourceSpans ofResource : sent) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            NORMALIZER.source("default", NOW, ofResource.getResource(), ofScope.getScope());
        ofScope.getSpansList().forEach(span -> spans.add(NORMALIZER.normalize(source, span)));
      }
    }
    return spans;
  }
}
