// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import dev.telltale.gateway.admit.Door;
import dev.telltale.gateway.admit.Entry;
import dev.telltale.gateway.admit.Quota;
import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.publish.Publication;
import dev.telltale.gateway.publish.PublishFailure;
import dev.telltale.gateway.publish.SpanPublisher;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admit, normalize, redact, limit, publish: in that order, and an answer when Kafka has given its
 * own.
 */
public final class IngestPipeline implements Intake, ProjectIntake {
  private static final Logger LOGGER = LoggerFactory.getLogger(IngestPipeline.class);

  private final Door door;
  private final Quota quota;
  private final int maxSpans;
  private final SpanNormalizer normalizer;
  private final UnaryOperator<Span> shield;
  private final SpanPublisher publisher;
  private final GatewayMetrics metrics;
  private final InstantSource clock;
  private final AtomicBoolean storing = new AtomicBoolean(true);

  /**
   * Makes the pipeline.
   *
   * @param quota how much each project may send
   * @param maxSpans how many spans one request may have
   * @param shield makes of a normalized span what may be stored of it
   */
  public IngestPipeline(
      Door door,
      Quota quota,
      int maxSpans,
      SpanNormalizer normalizer,
      UnaryOperator<Span> shield,
      SpanPublisher publisher,
      GatewayMetrics metrics,
      InstantSource clock) {
    this.door = door;
    this.quota = quota;
    this.maxSpans = maxSpans;
    this.normalizer = normalizer;
    this.shield = shield;
    this.publisher = publisher;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Optional<IntakeResult.Refused> refusal(Optional<String> presentedKey) {
    Entry entry = door.enter(presentedKey);
    return entry instanceof Entry.Open open
        ? quota.pause(open.project()).map(IngestPipeline::throttled)
        : refusal(entry);
  }

  @Override
  public CompletionStage<IntakeResult> take(
      ExportTraceServiceRequest request, Optional<String> presentedKey) {
    Entry entry = door.enter(presentedKey);
    if (!(entry instanceof Entry.Open open)) {
      return done(refusal(entry).orElseThrow());
    }
    Optional<Duration> pause = quota.take(open.project(), Sorted.count(request));
    return pause.isPresent() ? done(throttled(pause.get())) : takeFor(open.project(), request);
  }

  @Override
  public CompletionStage<IntakeResult> takeFor(String project, ExportTraceServiceRequest request) {
    int received = Sorted.count(request);
    metrics.received(received);
    if (received > maxSpans) {
      metrics.rejected(received, Rejection.SPANS_PER_REQUEST);
      return done(tooMany(received));
    }
    return publish(received, new Sorted(request, project, clock.instant(), normalizer, shield));
  }

  @Override
  public IntakeResult check(ExportTraceServiceRequest request, Optional<String> presentedKey) {
    Entry entry = door.enter(presentedKey);
    if (!(entry instanceof Entry.Open open)) {
      return refusal(entry).orElseThrow();
    }
    int received = Sorted.count(request);
    if (received > maxSpans) {
      return tooMany(received);
    }
    // Nothing is stored of it, and nothing of it is counted.
    Sorted sorted =
        new Sorted(request, open.project(), clock.instant(), normalizer, UnaryOperator.identity());
    return invalid(received, sorted)
        .<IntakeResult>map(refused -> refused)
        .orElseGet(() -> result(sorted, 0));
  }

  private CompletionStage<IntakeResult> publish(int received, Sorted sorted) {
    sorted.rejected().forEach((why, spans) -> metrics.rejected(spans, why));
    Optional<IntakeResult.Refused> invalid = invalid(received, sorted);
    if (invalid.isPresent()) {
      return done(invalid.get());
    }
    if (sorted.accepted().isEmpty()) {
      return done(new IntakeResult.Accepted());
    }
    metrics.accepted(sorted.accepted().size());
    Runnable answered = metrics.publishing();
    return publisher
        .publish(sorted.accepted())
        .thenApply(
            publication -> {
              answered.run();
              return result(sorted, publication);
            });
  }

  private IntakeResult.Refused tooMany(int received) {
    return new IntakeResult.Refused(
        Refusal.TOO_LARGE, "the request has " + received + " spans (limit: " + maxSpans + ")");
  }

  private static Optional<IntakeResult.Refused> invalid(int received, Sorted sorted) {
    if (sorted.looksLikeLogs()) {
      return Optional.of(
          new IntakeResult.Refused(
              Refusal.INVALID,
              "no span has an id: this looks like OTLP logs (expected: spans; logs are not taken)"));
    }
    return sorted.accepted().isEmpty() && received > 0
        ? Optional.of(
            new IntakeResult.Refused(Refusal.INVALID, "no span is valid: " + sorted.reasons()))
        : Optional.empty();
  }

  private IntakeResult result(Sorted sorted, Publication publication) {
    int accepted = sorted.accepted().size();
    if (publication instanceof Publication.Unavailable unavailable) {
      int unsent = accepted - unavailable.published() - unavailable.tooLarge();
      count(unavailable.published(), unavailable.tooLarge(), unsent);
      notStored(unavailable.cause());
      return new IntakeResult.Refused(
          Refusal.UNAVAILABLE, "the spans could not be stored now; send them again");
    }
    storedAgain();
    int tooLarge = publication instanceof Publication.Done done ? done.tooLarge() : 0;
    count(accepted - tooLarge, tooLarge, 0);
    return result(sorted, tooLarge);
  }

  private static IntakeResult result(Sorted sorted, int tooLarge) {
    int rejected = sorted.rejectedSpans() + tooLarge;
    return rejected == 0
        ? new IntakeResult.Accepted()
        : new IntakeResult.PartlyAccepted(rejected, message(rejected, tooLarge, sorted));
  }

  /** Says so once, and not for each request while Kafka is away. */
  private void notStored(Throwable cause) {
    if (storing.getAndSet(false)) {
      LOGGER
          .atWarn()
          .addKeyValue("error", cause.toString())
          .log("spans are not stored, clients are asked to send them again");
    }
  }

  private void storedAgain() {
    if (!storing.get() && !storing.getAndSet(true)) {
      LOGGER.atInfo().log("spans are stored again");
    }
  }

  private void count(int published, int tooLarge, int unsent) {
    metrics.published(published);
    metrics.failed(tooLarge, PublishFailure.TOO_LARGE);
    metrics.failed(unsent, PublishFailure.UNAVAILABLE);
  }

  private static String message(int rejected, int tooLarge, Sorted sorted) {
    String size = tooLarge == 0 ? "" : tooLarge + " because the span is too large to be stored";
    String reasons = sorted.reasons();
    String between = size.isEmpty() || reasons.isEmpty() ? "" : ", ";
    return "spans rejected: " + rejected + " (" + reasons + between + size + ")";
  }

  private static IntakeResult.Refused throttled(Duration pause) {
    return new IntakeResult.Refused(
        Refusal.THROTTLED, "the project's quota is used up; send it again", Optional.of(pause));
  }

  private static Optional<IntakeResult.Refused> refusal(Entry entry) {
    if (entry instanceof Entry.UnknownKey unknown) {
      return Optional.of(new IntakeResult.Refused(Refusal.UNAUTHENTICATED, unknown.message()));
    }
    if (entry instanceof Entry.MissingRight missing) {
      return Optional.of(new IntakeResult.Refused(Refusal.FORBIDDEN, missing.message()));
    }
    return Optional.empty();
  }

  private static CompletionStage<IntakeResult> done(IntakeResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
