// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import static dev.telltale.gateway.TestRequests.attribute;
import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.telltale.gateway.ScriptedProducer;
import dev.telltale.gateway.TestRequests;
import dev.telltale.gateway.admit.Anonymous;
import dev.telltale.gateway.admit.Door;
import dev.telltale.gateway.admit.Quota;
import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.intake.IntakeResult.Accepted;
import dev.telltale.gateway.intake.IntakeResult.PartlyAccepted;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.limit.Limit;
import dev.telltale.gateway.limit.LimitSettings;
import dev.telltale.gateway.limit.SpanLimits;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.publish.PublishFailure;
import dev.telltale.gateway.publish.SpanPublisher;
import dev.telltale.gateway.redact.RedactionSettings;
import dev.telltale.gateway.redact.Redactor;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestPipelineTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final ScriptedProducer kafka = new ScriptedProducer();
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final AvroCodec<Span> codec =
      new TopicSerdes(new InMemorySchemaRegistry(), "").codec(Topics.SPANS);
  private final AtomicLong nanos = new AtomicLong();
  private AccessKeys keys = AccessKeys.none();
  private final IngestPipeline pipeline =
      new IngestPipeline(
          new Door(() -> keys, Anonymous.WHILE_THERE_ARE_NO_KEYS),
          new Quota(20, 0, nanos::get),
          5,
          new SpanNormalizer(),
          new Shield(
              new Redactor(RedactionSettings.defaults()),
              new SpanLimits(LimitSettings.defaults()),
              metrics),
          new SpanPublisher(kafka, "spans", codec),
          metrics,
          InstantSource.fixed(NOW));

  @AfterEach
  void everySpanIsAccountedFor() {
    assertThat(metrics.addsUp()).isTrue();
  }

  @Test
  void aGoodRequestIsAcceptedWhenKafkaHasIt() {
    kafka.hold();
    CompletionStage<IntakeResult> result = take(request(span(1).build(), span(2).build()));
    assertThat(result.toCompletableFuture()).isNotDone();

    kafka.release();

    assertThat(done(result)).isEqualTo(new Accepted());
    assertThat(kafka.records()).hasSize(2);
    assertThat(metrics.published).isEqualTo(2);
    assertThat(metrics.timesMeasured).isEqualTo(1);
  }

  @Test
  void whoHasUsedUpItsQuotaIsRefusedBeforeAndAfterItsRequestIsReadAndHeardAgainLater() {
    for (int i = 0; i < 4; i++) {
      done(take(request(span(1).build(), span(2).build(), span(3).build(), span(4).build())));
    }
    done(take(request(span(1).build(), span(2).build(), span(3).build(), span(4).build())));

    Refused refused = (Refused) done(take(request(span(1).build())));

    assertThat(refused.refusal()).isEqualTo(Refusal.THROTTLED);
    assertThat(refused.pause()).contains(Duration.ofMillis(50));
    assertThat(pipeline.refusal(Optional.empty())).contains(refused);
    assertThat(metrics.received).isEqualTo(20);

    nanos.addAndGet(Duration.ofMillis(50).toNanos());
    assertThat(pipeline.refusal(Optional.empty())).isEmpty();
    assertThat(done(take(request(span(1).build())))).isEqualTo(new Accepted());
  }

  @Test
  void aSpanCarriesItsProjectAndWhenItCame() {
    keys =
        AccessKeys.parse(
            """
            - name: agents
              sha256: 582967534d0f909d196b97f9e6921342777aea87b46fa52df165389db1fb8ccf
              project: shop
              rights: [ingest]
            """,
            NOW);

    assertThat(done(pipeline.take(request(span(1).build()), Optional.of("in"))))
        .isEqualTo(new Accepted());

    Span stored = codec.decode(kafka.records().get(0).value());
    assertThat(stored.getProject()).isEqualTo("shop");
    assertThat(stored.getReceivedAt()).isEqualTo(NOW);
  }

  @Test
  void aSenderWithoutAKeyIsRefusedBeforeAndAfterItsRequestIsRead() {
    keys =
        AccessKeys.parse(
            """
            - name: dashboard
              sha256: 3c01eba119e00d79c82b6f65d70bc5f1044d568618bf41377e6d1432023fc2b8
              rights: [read]
            """,
            NOW);

    assertRefused(pipeline.refusal(Optional.empty()).orElseThrow(), Refusal.UNAUTHENTICATED);
    assertRefused(pipeline.refusal(Optional.of("look")).orElseThrow(), Refusal.FORBIDDEN);
    assertRefused(done(take(request(span(1).build()))), Refusal.UNAUTHENTICATED);
    assertThat(metrics.received).isZero();
    assertThat(kafka.attempts()).isZero();
  }

  @Test
  void badSpansAreRejectedAndTheOthersAccepted() {
    IntakeResult result =
        done(
            take(
                request(
                    span(1).build(),
                    span(2).setTraceId(ByteString.EMPTY).build(),
                    span(3).setStartTimeUnixNano(0).build(),
                    span(4).setSpanId(TestRequests.bytes("0000000000000000")).build())));

    assertThat(result)
        .isEqualTo(
            new PartlyAccepted(
                3,
                "spans rejected: 3 (1 because the trace id is not 16 bytes, or all zero, "
                    + "1 because the span id is not 8 bytes, or all zero, "
                    + "1 because the start time is missing or after the year 2262)"));
    assertThat(kafka.records()).hasSize(1);
    assertThat(metrics.rejected)
        .isEqualTo(Map.of(Rejection.TRACE_ID, 1, Rejection.SPAN_ID, 1, Rejection.START_TIME, 1));
  }

  @Test
  void aRequestWithoutAnyValidSpanIsInvalid() {
    IntakeResult result = done(take(request(span(1).setStartTimeUnixNano(0).build())));

    assertRefused(result, Refusal.INVALID);
    assertThat(((Refused) result).message()).contains("start time");
  }

  @Test
  void spansWithoutAnyIdLookLikeLogs() {
    ExportTraceServiceRequest logs =
        request(io.opentelemetry.proto.trace.v1.Span.newBuilder().setName("a line").build());

    IntakeResult result = done(take(logs));

    assertRefused(result, Refusal.INVALID);
    assertThat(((Refused) result).message()).contains("looks like OTLP logs");
  }

  @Test
  void anEmptyRequestIsAccepted() {
    assertThat(done(take(ExportTraceServiceRequest.getDefaultInstance())))
        .isEqualTo(new Accepted());
    assertThat(done(take(request()))).isEqualTo(new Accepted());
    assertThat(
            done(
                take(
                    ExportTraceServiceRequest.newBuilder()
                        .addResourceSpans(ResourceSpans.getDefaultInstance())
                        .build())))
        .isEqualTo(new Accepted());
  }

  @Test
  void tooManySpansAreTooLargeARequest() {
    IntakeResult result =
        done(
            take(
                request(
                    span(1).build(),
                    span(2).build(),
                    span(3).build(),
                    span(4).build(),
                    span(5).build(),
                    span(6).build())));

    assertRefused(result, Refusal.TOO_LARGE);
    assertThat(metrics.rejected).isEqualTo(Map.of(Rejection.SPANS_PER_REQUEST, 6));
    assertThat(kafka.attempts()).isZero();
  }

  @Test
  void aSpanIsRedactedBeforeItIsCut() {
    String secret = "AKIAIOSFODNN7EXAMPLE";
    // Between head and tail of a value that is cut, so that no cut may leave the half of it.
    String text = "x ".repeat(98_000) + secret + " y".repeat(60_000);

    assertThat(done(take(request(span(1).addAttributes(attribute("note", text)).build()))))
        .isEqualTo(new Accepted());

    Span stored = codec.decode(kafka.records().get(0).value());
    assertThat(stored.toString()).doesNotContain("AKIA").doesNotContain("EXAMPLE");
    assertThat(stored.getContentRedacted()).isTrue();
    assertThat(stored.getTruncatedValues()).isEqualTo(1);
    assertThat(metrics.redacted).isEqualTo(Map.of("secret", 1));
    assertThat(metrics.limited).isEqualTo(Map.of(Limit.VALUE_BYTES, 1));
  }

  @Test
  void aSpanThatKafkaCanNeverTakeIsRejectedForGood() {
    kafka.refuseAsTooLarge(value -> value.length > 10_000);

    IntakeResult result =
        done(take(request(span(1).build(), span(2).setName("n".repeat(20_000)).build())));

    assertThat(result)
        .isEqualTo(
            new PartlyAccepted(
                1, "spans rejected: 1 (1 because the span is too large to be stored)"));
    assertThat(metrics.failed).containsEntry(PublishFailure.TOO_LARGE, 1);
  }

  @Test
  void whenKafkaIsAwayTheSenderIsAskedToComeAgain() {
    kafka.fail();

    IntakeResult result =
        done(
            take(
                request(
                    span(1).build(), span(2).build(), span(3).setStartTimeUnixNano(0).build())));

    assertRefused(result, Refusal.UNAVAILABLE);
    assertThat(metrics.failed).containsEntry(PublishFailure.UNAVAILABLE, 2);
    assertThat(metrics.rejected).isEqualTo(Map.of(Rejection.START_TIME, 1));
  }

  @Test
  void whatWasStoredBeforeKafkaWentAwayIsCountedAsStored() {
    kafka.hold();
    CompletionStage<IntakeResult> result = take(request(span(1).build(), span(2).build()));
    kafka.releaseOne();
    kafka.failHeld();

    assertRefused(done(result), Refusal.UNAVAILABLE);
    assertThat(metrics.published).isEqualTo(1);
    assertThat(metrics.failed).containsEntry(PublishFailure.UNAVAILABLE, 1);
  }

  private CompletionStage<IntakeResult> take(ExportTraceServiceRequest request) {
    return pipeline.take(request, Optional.empty());
  }

  private static IntakeResult done(CompletionStage<IntakeResult> result) {
    assertThat(result.toCompletableFuture()).isDone();
    return result.toCompletableFuture().join();
  }

  private static void assertRefused(IntakeResult result, Refusal refusal) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }
}
