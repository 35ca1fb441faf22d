// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SpanExportTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");
  private static final SpanNormalizer NORMALIZER = new SpanNormalizer();

  @Test
  void whateverCanBeReadComesBackAsItWas() {
    for (int seed = 0; seed < 6_000; seed++) {
      ResourceSpans sent = new RandomSpans(seed).next();
      Span span = normalize(List.of(sent)).get(0);
      ExportTraceServiceRequest export = SpanExport.request(List.of(span));

      Span again = normalize(export.getResourceSpansList()).get(0);
      assertThat(differences(span, again)).as(() -> sent + "exported as " + export).isEmpty();
    }
  }

  @Test
  void noKeyIsWrittenTwice() {
    for (int seed = 0; seed < 1_000; seed++) {
      Span span = normalize(List.of(new RandomSpans(seed).next())).get(0);
      ResourceSpans export = SpanExport.request(List.of(span)).getResourceSpans(0);

      assertThat(export.getScopeSpans(0).getSpans(0).getAttributesList())
          .extracting(KeyValue::getKey)
          .doesNotHaveDuplicates();
      assertThat(export.getResource().getAttributesList())
          .extracting(KeyValue::getKey)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void spansOfOneSourceStandTogether() {
    Span first = normalize(List.of(new RandomSpans(1).next())).get(0);
    Span second = normalize(List.of(new RandomSpans(2).next())).get(0);
    Span third = Span.newBuilder(first).setSpanId("00000000000000aa").build();

    ExportTraceServiceRequest request = SpanExport.request(List.of(first, second, third));

    assertThat(request.getResourceSpansCount()).isEqualTo(2);
    assertThat(normalize(request.getResourceSpansList())).containsExactly(first, third, second);
  }

  @Test
  void anAgentThatAnAncestorGaveIsNotSaidToBeTheSpansOwn() {
    Span span =
        Span.newBuilder(normalize(List.of(new RandomSpans(1).next())).get(0))
            .setAgentId("support")
            .setAgentName("Support")
            .setAgentSource(AgentSource.ANCESTOR)
            .build();

    Span again = normalize(SpanExport.request(List.of(span)).getResourceSpansList()).get(0);

    assertThat(again.getAgentId()).isEmpty();
    assertThat(again.getAgentSource()).isEqualTo(AgentSource.NONE);
  }

  @Test
  void hiddenAndTruncatedValuesStayCounted() {
    Span span =
        Span.newBuilder(normalize(List.of(new RandomSpans(1).next())).get(0))
            .setContentRedacted(true)
            .setTruncatedValues(3)
            .setError(true)
            .setInputMessages(
                List.of(Message.newBuilder().setRole("user").setContent("__REDACTED__").build()))
            .build();

    Span again = normalize(SpanExport.request(List.of(span)).getResourceSpansList()).get(0);

    assertThat(again.getContentRedacted()).isTrue();
    assertThat(again.getTruncatedValues()).isEqualTo(3);
    assertThat(again.getError()).isTrue();
    assertThat(again.getInputMessages()).isEqualTo(span.getInputMessages());
  }

  static List<String> differences(Span before, Span after) {
    List<String> differences = new ArrayList<>();
    for (Schema.Field field : Span.getClassSchema().getFields()) {
      if (!Objects.equals(before.get(field.pos()), after.get(field.pos()))) {
        differences.add(
            field.name() + ": " + before.get(field.pos()) + " became " + after.get(field.pos()));
      }
    }
    return differences;
  }

  static List<Span> normalize(List<ResourceSpans> sent) {
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
