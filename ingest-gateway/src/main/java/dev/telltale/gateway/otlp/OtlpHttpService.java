// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

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

/** OTLP over HTTP: protobuf or JSON, plain or gzip. */
final class OtlpHttpService implements HttpService {
  /** What is done with a request whose headers are in order. */
  @FunctionalInterface
  interface Receiver {
    /** Reads the request to its end. */
    CompletionStage<IntakeResult> receive(
        ServiceRequestContext ctx, HttpRequest request, BodyFormat format);
  }

  private final Intake intake;
  private final Receiver receiver;

  OtlpHttpService(Intake intake, Receiver receiver) {
    this.intake = intake;
    this.receiver = receiver;
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
    Optional<Refused> refused =
        intake.refusal(Credentials.presented(headers)).or(() -> encodingRefusal(headers));
    if (refused.isPresent()) {
      return Answers.http(refused.get(), format.get());
    }
    return HttpResponse.of(
        receiver
            .receive(ctx, request, format.get())
            .thenApply(result -> Answers.http(result, format.get())));
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

  /** True when the body is gzip, by its headers. */
  static boolean isGzip(RequestHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_ENCODING, "").equalsIgnoreCase("gzip");
  }
}
