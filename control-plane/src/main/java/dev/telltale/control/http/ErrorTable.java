// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.control.command.ConflictException;
import dev.telltale.control.command.DefinitionLogException;
import dev.telltale.control.command.UnknownNameException;
import dev.telltale.control.history.HistoryException;
import dev.telltale.control.manifest.Problem;
import dev.telltale.control.watch.AlertLogException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where what went wrong becomes a response: {@code application/problem+json}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
final class ErrorTable implements ServerErrorHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(ErrorTable.class);

  /** A problem as its response has it. */
  record Body(
      String type,
      String title,
      int status,
      String detail,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Fault> errors) {}

  /** One of several; a request has no file and no line. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Fault(@Nullable String file, @Nullable Integer line, String message) {
    static Fault of(Problem problem) {
      return problem.isOfRequest()
          ? new Fault(null, null, problem.message())
          : new Fault(problem.file(), problem.line(), problem.message());
    }
  }

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    return body(refusal(ctx, cause)).toHttpResponse();
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return body(refusal(status, headers == null ? "request" : headers.path(), config));
  }

  private static Refusal refusal(ServiceRequestContext ctx, Throwable cause) {
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof DefinitionLogException || cause instanceof AlertLogException) {
      return Refusal.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof HistoryException) {
      return Refusal.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof UnknownNameException) {
      return Refusal.of(HttpStatus.NOT_FOUND, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof ConflictException) {
      return Refusal.of(HttpStatus.CONFLICT, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof RequestTimeoutException) {
      return Refusal.of(HttpStatus.SERVICE_UNAVAILABLE, "took too long");
    }
    if (cause instanceof ContentTooLargeException) {
      return refusal(HttpStatus.REQUEST_ENTITY_TOO_LARGE, ctx.path(), ctx.config());
    }
    if (cause instanceof HttpStatusException known) {
      return refusal(known.httpStatus(), ctx.path(), ctx.config());
    }
    LOGGER.atError().addKeyValue("path", ctx.path()).setCause(cause).log("request failed");
    return Refusal.of(HttpStatus.INTERNAL_SERVER_ERROR, "a defect; the log has more");
  }

  private static Refusal refusal(HttpStatus status, String path, ServiceConfig config) {
    return status.equals(HttpStatus.REQUEST_ENTITY_TOO_LARGE)
        ? Refusal.of(status, "body: larger than " + config.maxRequestLength() + " bytes")
        : Refusal.of(status, path + ": " + status.reasonPhrase());
  }

  private static AggregatedHttpResponse body(Refusal refusal) {
    ResponseHeaders headers = refusal.headers();
    HttpStatus status = headers.status();
    return Json.problem(
        headers,
        new Body(
            "about:blank",
            status.reasonPhrase(),
            status.code(),
            refusal.detail(),
            refusal.problems().stream().map(Fault::of).toList()));
  }
}
