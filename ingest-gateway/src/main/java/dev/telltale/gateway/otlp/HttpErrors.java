// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the errors that the server finds by itself the form that OTLP wants, for gRPC too: a bare
 * HTTP status would reach its clients as an unknown error.
 */
final class HttpErrors implements ServerErrorHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(HttpErrors.class);

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable thrown) {
    Throwable cause = Exceptions.peel(thrown);
    if (cause instanceof HttpResponseException || cause instanceof HttpStatusException) {
      return null; // the server's own way to say 404 and the like; rendered below
    }
    RequestHeaders headers = ctx.request().headers();
    Refused refused = refusal(cause);
    if (refused != null) {
      return isGrpc(headers)
          ? Answers.grpcError(Answers.grpc(refused), Answers.trailers(refused))
          : Answers.http(refused, format(headers));
    }
    LOGGER.atError().addKeyValue("path", ctx.path()).setCause(cause).log("request failed");
    return error(HttpStatus.INTERNAL_SERVER_ERROR, Code.INTERNAL, "internal error", headers);
  }

  @Override
  public @Nullable AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    Code code =
        switch (status.code()) {
          case 404, 405, 501 -> Code.UNIMPLEMENTED;
          case 413 -> Code.RESOURCE_EXHAUSTED;
          case 503 -> Code.UNAVAILABLE;
          default -> status.isServerError() ? Code.INTERNAL : Code.INVALID_ARGUMENT;
        };
    String message = description == null ? status.reasonPhrase() : description;
    return error(status, code, message, headers).aggregate().join();
  }

  /** What a failure means to the client; null when it is the gateway's own fault. */
  static @Nullable Refused refusal(Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return refused.refused();
    }
    if (cause instanceof ContentTooLargeException
        || cause.getCause() instanceof ContentTooLargeException) {
      return new Refused(Refusal.TOO_LARGE, "the body is too large");
    }
    if (cause instanceof RejectedExecutionException || cause instanceof RequestTimeoutException) {
      return new Refused(Refusal.UNAVAILABLE, "the gateway is busy; send it again");
    }
    if (Exceptions.isExpected(cause) || Exceptions.isStreamCancelling(cause)) {
      return new Refused(Refusal.UNAVAILABLE, "the request was cut off; send it again");
    }
    return null;
  }

  private static HttpResponse error(
      HttpStatus status, Code code, String message, @Nullable RequestHeaders headers) {
    return isGrpc(headers)
        ? Answers.grpcError(code.toStatus().withDescription(message), new Metadata())
        : Answers.error(status, code, message, format(headers));
  }

  /** True for a request of gRPC, by its content type. */
  static boolean isGrpc(@Nullable RequestHeaders headers) {
    MediaType type = headers == null ? null : headers.contentType();
    return type != null && type.subtype().startsWith("grpc");
  }

  /** The format of the request; what has none that OTLP knows is answered in JSON. */
  static BodyFormat format(@Nullable RequestHeaders headers) {
    return headers == null
        ? BodyFormat.JSON
        : BodyFormat.of(headers.contentType()).orElse(BodyFormat.JSON);
  }
}
