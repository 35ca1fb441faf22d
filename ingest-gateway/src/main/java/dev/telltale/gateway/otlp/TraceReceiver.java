// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.IntakeResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads spans that come over HTTP, and gives them to the intake. */
final class TraceReceiver implements OtlpHttpService.Receiver {
  private final RequestReader reader;
  private final Executor workers;

  TraceReceiver(RequestReader reader, Executor workers) {
    this.reader = reader;
    this.workers = workers;
  }

  @Override
  public CompletionStage<IntakeResult> receive(
      ServiceRequestContext ctx, HttpRequest request, BodyFormat format) {
    Optional<String> key = Credentials.presented(request.headers());
    Share share = BodyBudget.share(ctx);
    CompletableFuture<IntakeResult> result =
        request.aggregate().thenComposeAsync(body -> read(body, format, key, share), workers);
    share.keepUntil(result);
    return result;
  }

  private CompletionStage<IntakeResult> read(
      AggregatedHttpRequest request, BodyFormat format, Optional<String> key, Share share) {
    boolean gzip = OtlpHttpService.isGzip(request.headers());
    return reader.read(request.content().array(), gzip, format, key, share);
  }
}
