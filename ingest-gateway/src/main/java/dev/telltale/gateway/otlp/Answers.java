// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.IntakeResult.PartlyAccepted;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * The one place where a result becomes an answer of the protocol. Clients send again after 429,
 * 502, 503 and 504 only, so nothing that may pass later is ever a 500.
 */
final class Answers {
  static final String GRPC_STATUS = "grpc-status";

  /** Exporters give up after 10 s in all, so they must be able to try more than once more. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private Answers() {}

  /** The answer over HTTP, in the format of the request. */
  static HttpResponse http(IntakeResult result, BodyFormat format) {
    if (result instanceof Refused refused) {
      return http(refused, format);
    }
    ExportTraceServiceResponse message = message(result);
    HttpData body =
        HttpData.wrap(
            format == BodyFormat.PROTOBUF ? message.toByteArray() : json(message).getBytes(UTF_8));
    return HttpResponse.of(HttpStatus.OK, format.mediaType(), body);
  }

  /** The refusal over HTTP. */
  static HttpResponse http(Refused refused, BodyFormat format) {
    HttpStatus status = httpStatus(refused.refusal());
    return error(status, code(refused.refusal()), refused.message(), pause(refused), format);
  }

  /** An error that only HTTP knows, with the body that OTLP wants. */
  static HttpResponse error(HttpStatus status, Code code, String message, BodyFormat format) {
    boolean retryable = status.equals(HttpStatus.SERVICE_UNAVAILABLE);
    return error(status, code, message, retryable ? Optional.of(PAUSE) : Optional.empty(), format);
  }

  private static HttpResponse error(
      HttpStatus status, Code code, String message, Optional<Duration> pause, BodyFormat format) {
    return HttpResponse.of(
        headers(status, pause, format), HttpData.wrap(ErrorStatus.body(code, message, format)));
  }

  /** The headers of a refusal, for a body of another form. */
  static ResponseHeaders headers(Refused refused, BodyFormat format) {
    return headers(httpStatus(refused.refusal()), pause(refused), format);
  }

  private static ResponseHeaders headers(
      HttpStatus status, Optional<Duration> pause, BodyFormat format) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status).contentType(format.mediaType());
    pause.ifPresent(wait -> headers.setLong(HttpHeaderNames.RETRY_AFTER, wholeSeconds(wait)));
    if (status.equals(HttpStatus.UNAUTHORIZED)) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    } else if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "POST");
    } else if (status.equals(HttpStatus.REQUEST_TIMEOUT)) {
      headers.set(HttpHeaderNames.CONNECTION, "close");
    }
    return headers.build();
  }

  /** The refusal over gRPC. */
  static io.grpc.Status grpc(Refused refused) {
    return code(refused.refusal()).toStatus().withDescription(refused.message());
  }

  /** What goes with {@link #grpc(Refused)}. A client sends again only where there is a pause. */
  static Metadata trailers(Refused refused) {
    Metadata trailers = new Metadata();
    trailers.put(
        DETAILS, ErrorStatus.details(code(refused.refusal()), refused.message(), pause(refused)));
    return trailers;
  }

  /** An error over gRPC where no call was started that could be closed with it. */
  static HttpResponse grpcError(io.grpc.Status status, Metadata trailers) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.create("application", "grpc"))
            .setInt(GRPC_STATUS, status.getCode().value())
            .set("grpc-message", plain(String.valueOf(status.getDescription())));
    byte[] details = trailers.get(DETAILS);
    if (details != null) {
      headers.set(DETAILS.name(), Base64.getEncoder().withoutPadding().encodeToString(details));
    }
    return HttpResponse.of(headers.build());
  }

  /** The body of a success: empty, or what was rejected. */
  static ExportTraceServiceResponse message(IntakeResult result) {
    if (!(result instanceof PartlyAccepted partly)) {
      return ExportTraceServiceResponse.getDefaultInstance();
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(partly.rejectedSpans())
                .setErrorMessage(partly.message()))
        .build();
  }

  private static HttpStatus httpStatus(Refusal refusal) {
    return switch (refusal) {
      case INVALID -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case FORBIDDEN -> HttpStatus.FORBIDDEN;
      case TOO_LARGE -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
      case UNSUPPORTED -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
      case TOO_SLOW -> HttpStatus.REQUEST_TIMEOUT;
      case THROTTLED -> HttpStatus.TOO_MANY_REQUESTS;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
    };
  }

  private static Code code(Refusal refusal) {
    return switch (refusal) {
      case INVALID -> Code.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case FORBIDDEN -> Code.PERMISSION_DENIED;
      case TOO_LARGE -> Code.RESOURCE_EXHAUSTED;
      case UNSUPPORTED -> Code.UNIMPLEMENTED;
      case TOO_SLOW -> Code.DEADLINE_EXCEEDED;
      case THROTTLED -> Code.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Code.UNAVAILABLE;
    };
  }

  /** Only what may be sent again has a pause: over gRPC it is the pause that says so. */
  private static Optional<Duration> pause(Refused refused) {
    return switch (refused.refusal()) {
      case UNAVAILABLE, THROTTLED -> Optional.of(refused.pause().orElse(PAUSE));
      default -> Optional.empty();
    };
  }

  private static long wholeSeconds(Duration pause) {
    return Math.max(1, pause.plusSeconds(1).minusNanos(1).toSeconds());
  }

  /** Without what would have to be escaped in a header. */
  private static String plain(String message) {
    return message.replaceAll("[^ -~]|%", "?");
  }

  private static String json(ExportTraceServiceResponse message) {
    if (!message.hasPartialSuccess()) {
      return "{}";
    }
    ExportTracePartialSuccess partial = message.getPartialSuccess();
    // Protobuf's JSON form writes 64-bit numbers as text.
    return "{\"partialSuccess\":{\"rejectedSpans\":\""
        + partial.getRejectedSpans()
        + "\",\"errorMessage\":"
        + ErrorStatus.quoted(partial.getErrorMessage())
        + "}}";
  }
}
