// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.intake.GatewayMetrics;
import dev.telltale.gateway.intake.Transport;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Counts what was really answered, whoever answered it: a service, or the server by itself. */
final class AnswerCounter implements DecoratingHttpServiceFunction {
  private final GatewayMetrics metrics;

  AnswerCounter(GatewayMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a log always completes
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    ctx.log().whenComplete().thenAccept(this::count);
    return delegate.serve(ctx, request);
  }

  private void count(RequestLog log) {
    metrics.bytes(log.requestLength());
    if (HttpErrors.isGrpc(log.requestHeaders())) {
      metrics.answered(Transport.GRPC, grpcAnswer(log));
    } else {
      HttpStatus status = log.responseStatus();
      metrics.answered(Transport.HTTP, status.codeAsText());
    }
  }

  private static String grpcAnswer(RequestLog log) {
    @Nullable String inTrailers = log.responseTrailers().get(Answers.GRPC_STATUS);
    String code = inTrailers == null ? log.responseHeaders().get(Answers.GRPC_STATUS) : inTrailers;
    if (code == null || !code.matches("[0-9]{1,2}")) {
      return Transport.OTHER;
    }
    return Status.fromCodeValue(Integer.parseInt(code)).getCode().name();
  }
}
