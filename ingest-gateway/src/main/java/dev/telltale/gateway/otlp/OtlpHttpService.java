// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.grpc.Status.Code;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** OTLP over HTTP: protobuf or JSON, plain or gzip. */
final class OtlpHttpService implements HttpService {
  private final Intake intake;
  private final Executor workers;
  private final int maxInflatedBytes;

  OtlpHttpService(Intake intake, Executor workers, int maxInflatedBytes) {
    this.intake = intake;
    this.workers = workers;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    RequestHeaders headers = request.headers();
    if (headers.method() != HttpMethod.POST) {
      return Answers.error(
          HttpStatus.METHOD_NOT_ALLOWED,
          Code.UNIMPLEMENTED,
          headers.method() + " (expected: POST)",
          HttpErrors.format(headers));
    }
    Optional<BodyFormat> format = BodyFormat.of(headers.contentType());
    if (format.isEmpty()) {
      return Answers.http(
          new Refused(
              Refusal.UNSUPPORTED,
              "content type: "
                  + headers.get(HttpHeaderNames.CONTENT_TYPE, "none")
                  + " (expected: application/x-protobuf or application/json)"),
          BodyFormat.JSON);
    }
    Optional<String> key = Credentials.presented(headers);
    Optional<Refused> refused = intake.refusal(key).or(() -> encodingRefusal(headers));
    if (refused.isPresent()) {
      return Answers.http(refused.get(), format.get());
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenComposeAsync(body -> take(body, format.get(), key), workers)
            .thenApply(result -> Answers.http(result, format.get())));
  }

  private CompletionStage<IntakeResult> take(
      AggregatedHttpRequest request, BodyFormat format, Optional<String> key) {
    byte[] body = request.content().array();
    if (isGzip(request.headers())) {
      body = Gunzip.inflate(body, maxInflatedBytes);
    } else if (body.length > maxInflatedBytes) {
      throw new RefusedException(
          Refusal.TOO_LARGE, "the body has more than " + maxInflatedBytes + " bytes");
    }
    return intake.take(format.read(body), key);
  }

  static Optional<Refused> encodingRefusal(RequestHeaders headers) {
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    return encoding.equalsIgnoreCase("identity") || isGzip(headers)
        ? Optional.empty()
        : Optional.of(
            new Refused(
                Refusal.UNSUPPORTED,
                "content encoding: " + encoding + " (expected: gzip or identity)"));
  }

  static boolean isGzip(RequestHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_ENCODING, "").equalsIgnoreCase("gzip");
  }
}
