// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabelExemplarsTest {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String TRACE = "0123456789abcdef0123456789abcdef";
  private static final String SPAN = "00000000000000a1";

  private final LabelExemplars exemplars = new LabelExemplars();
  private PrometheusMeterRegistry registry;

  @BeforeEach
  void open() {
    registry = exemplars.registry();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void theTraceOfALabelIsBesideItsCounter() {
    count(label().setTraceId(TRACE).build());

    assertThat(registry.scrape(OPEN_METRICS))
        .containsPattern("labels_total 1.0 # \\{span_id=\"\",trace_id=\"" + TRACE + "\"} 1.0 ");
    assertThat(registry.scrape("text/plain")).contains("labels_total 1.0\n").doesNotContain(TRACE);
  }

  @Test
  void theSpanThatWasJudgedIsNamedElseTheFirstOfTheEvidence() {
    count(
        label().setTraceId(TRACE).setSpanId(SPAN).setEvidence(List.of("00000000000000b2")).build());
    assertThat(registry.scrape(OPEN_METRICS)).contains("span_id=\"" + SPAN + "\"");

    PrometheusMeterRegistry another = exemplars.registry();
    Label judged = label().setTraceId(TRACE).setEvidence(List.of("00000000000000b2")).build();
    exemplars.count(judged, another.counter("labels")::increment);
    assertThat(another.scrape(OPEN_METRICS)).contains("span_id=\"00000000000000b2\"");
    another.close();
  }

  @Test
  void aLabelOfASessionHasNone() {
    count(label().setScope(SignalScope.SESSION).setSessionId("s-1").build());

    assertThat(registry.scrape(OPEN_METRICS)).contains("labels_total 1.0\n").doesNotContain(" # {");
  }

  @Test
  void whatIsNoTraceIdIsNotShown() {
    count(label().setTraceId("my card is 4111").build());

    assertThat(registry.scrape(OPEN_METRICS)).contains("labels_total 1.0\n").doesNotContain("4111");
  }

  @Test
  void whatIsNoSpanIdIsNotShown() {
    count(label().setTraceId(TRACE).setEvidence(List.of("my card is 4111")).build());

    assertThat(registry.scrape(OPEN_METRICS))
        .contains("labels_total 1.0 # {span_id=\"\"")
        .doesNotContain("4111");
  }

  @Test
  void otherCountersHaveNone() {
    exemplars.count(label().setTraceId(TRACE).build(), () -> {});
    registry.counter("others").increment();

    assertThat(registry.scrape(OPEN_METRICS)).contains("others_total 1.0\n").doesNotContain(" # {");
  }

  private void count(Label label) {
    exemplars.count(label, registry.counter("labels")::increment);
  }

  private static Label.Builder label() {
    Instant at = Instant.parse("2026-03-01T12:00:00Z");
    return Label.newBuilder()
        .setLabelId("l")
        .setProject("shop")
        .setAgent("support")
        .setSignal("frustrated")
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId("t")
        .setRevision(1)
        .setTargetStart(at)
        .setTargetEnd(at)
        .setOrigin(Origin.LIVE)
        .setOutcome(Outcome.LABELLED)
        .setValue("true")
        .setDecidedAt(at);
  }
}
