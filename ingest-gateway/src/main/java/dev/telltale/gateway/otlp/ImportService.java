// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.admit.InFlight;
import dev.telltale.gateway.imports.Import;
import dev.telltale.gateway.imports.ImportMetrics;
import dev.telltale.gateway.imports.LineProblem;
import dev.telltale.gateway.imports.OtlpDecoder;
import dev.telltale.gateway.imports.TraceReader;
import dev.telltale.gateway.imports.UnreadableException;
import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.grpc.Status.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * {@code POST /v1/import}: trace files as other tools write them, JSON or JSONL, plain or gzip.
 * With {@code ?dryRun=true} nothing is stored; {@code ?firstLine=N} is the number of the body's
 * first line, for senders that cut a file into parts.
 */
public final class ImportService implements HttpService {
  private static final String PATH = "/v1/import";

  /** The wire's decoder, as files need it. */
  static final OtlpDecoder OTLP =
      json -> {
        try {
          return OtlpJson.readFile(json);
        } catch (RefusedException e) {
          throw new UnreadableException(LineProblem.FIELD, e.refused().message());
        }
      };

  /** A body is held while its lines are read, so few may be at a time. */
  private static final int AT_ONCE = 2;

  private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  /** A web page may send any other type to any address without being asked. */
  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/jsonl",
          "application/x-jsonlines",
          "application/x-ndjson",
          "application/gzip");

  private final Intake intake;
  private final Import imports;
  private final Executor workers;
  private final int maxInflatedBytes;
  private final Function<HttpService, HttpService> budget;
  private final Semaphore slots = new Semaphore(AT_ONCE);

  /**
   * Makes the endpoint.
   *
   * @param clock gives the times of spans that have none in their file
   * @param workers read bodies and give their lines to the intake; may block, and may refuse work
   * @param inFlight bounds the bodies that are held
   * @param receiveTimeout how long a whole body may take to arrive
   * @param maxInflatedBytes how large a body may be after inflating
   */
  public ImportService(
      Intake intake,
      ImportMetrics metrics,
      InstantSource clock,
      Executor workers,
      InFlight inFlight,
      Duration receiveTimeout,
      int maxInflatedBytes) {
    this.budget = BodyBudget.of(inFlight, receiveTimeout);
    this.intake = intake;
    this.imports =
        new Import(
            intake,
            new TraceReader(OTLP, clock),
            metrics,
            Math.min(MAX_LINE_BYTES, maxInflatedBytes),
            maxInflatedBytes);
    this.workers = workers;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  /** Adds it to a server. */
  public void addTo(ServerBuilder server) {
    server.service(PATH, decorate(budget));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the slot is given back, and the answer goes on
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    RequestHeaders headers = request.headers();
    if (headers.method() != HttpMethod.POST) {
      return Answers.error(
          HttpStatus.METHOD_NOT_ALLOWED,
          Code.UNIMPLEMENTED,
          headers.method() + " (expected: POST)",
          BodyFormat.JSON);
    }
    Optional<String> key = Credentials.presented(headers);
    Optional<Long> firstLine = firstLine(ctx.queryParam("firstLine"));
    Optional<Refused> refused =
        intake.refusal(key).or(() -> typeRefusal(headers)).or(() -> refusal(firstLine));
    if (refused.isPresent()) {
      return Answers.http(refused.get(), BodyFormat.JSON);
    }
    if (!slots.tryAcquire()) {
      return Answers.http(
          new Refused(Refusal.UNAVAILABLE, "other imports are under way; send it again"),
          BodyFormat.JSON);
    }
    boolean dryRun = "true".equals(ctx.queryParam("dryRun"));
    var answer =
        request
            .aggregate()
            .thenApplyAsync(
                body -> {
                  // What is left takes as long as Kafka does, which gives up by itself.
                  ctx.clearRequestTimeout();
                  return take(body, key, firstLine.orElseThrow(), dryRun);
                },
                workers);
    answer.whenComplete((response, failure) -> slots.release());
    return HttpResponse.of(answer);
  }

  private HttpResponse take(
      AggregatedHttpRequest request, Optional<String> key, long firstLine, boolean dryRun) {
    byte[] body = request.content().array();
    boolean gzip = body.length > 1 && body[0] == (byte) 0x1f && body[1] == (byte) 0x8b;
    if (!gzip && OtlpHttpService.isGzip(request.headers())) {
      throw new RefusedException(Refusal.INVALID, "the body is not gzip");
    }
    if (!gzip && body.length > maxInflatedBytes) {
      throw new RefusedException(
          Refusal.TOO_LARGE, "the body has more than " + maxInflatedBytes + " bytes");
    }
    try {
      return ImportAnswers.http(
          imports.run(new ByteArrayInputStream(body), key, firstLine, dryRun), dryRun);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
    }
  }

  private static Optional<Refused> typeRefusal(RequestHeaders headers) {
    MediaType type = headers.contentType();
    if (type == null || !TYPES.contains(type.withoutParameters().toString())) {
      return Optional.of(
          new Refused(
              Refusal.UNSUPPORTED,
              "content type: "
                  + headers.get(HttpHeaderNames.CONTENT_TYPE, "none")
                  + " (expected: application/json, application/x-ndjson or application/gzip)"));
    }
    return OtlpHttpService.encodingRefusal(headers);
  }

  private static Optional<Refused> refusal(Optional<Long> firstLine) {
    return firstLine.isPresent()
        ? Optional.empty()
        : Optional.of(
            new Refused(Refusal.INVALID, "firstLine: not a number (expected: 1 or more)"));
  }

  private static Optional<Long> firstLine(@org.jspecify.annotations.Nullable String given) {
    if (given == null) {
      return Optional.of(1L);
    }
    return given.matches("[1-9][0-9]{0,15}") ? Optional.of(Long.valueOf(given)) : Optional.empty();
  }
}
