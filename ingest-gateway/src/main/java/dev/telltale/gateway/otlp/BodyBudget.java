// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.telltale.gateway.admit.InFlight;
import dev.telltale.gateway.admit.InFlight.Grant;
import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.Refusal;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Gives each request its share of what may be in flight, and counts its body while it is read: the
 * next piece is asked for when the last one has found room. What does not arrive in time is cut
 * off.
 */
final class BodyBudget extends SimpleDecoratingHttpService {
  private static final AttributeKey<Share> SHARE = AttributeKey.valueOf(BodyBudget.class, "SHARE");

  private final InFlight inFlight;
  private final Duration receiveTimeout;

  private BodyBudget(HttpService delegate, InFlight inFlight, Duration receiveTimeout) {
    super(delegate);
    this.inFlight = inFlight;
    this.receiveTimeout = receiveTimeout;
  }

  /**
   * Puts services behind it.
   *
   * @param receiveTimeout how long a whole body may take
   */
  static Function<HttpService, HttpService> of(InFlight inFlight, Duration receiveTimeout) {
    return delegate -> new BodyBudget(delegate, inFlight, receiveTimeout);
  }

  /** The share of a request that came through here. */
  static Share share(ServiceRequestContext ctx) {
    return Objects.requireNonNull(ctx.attr(SHARE));
  }

  /**
   * Goes on only with bytes that were given.
   *
   * @throws RefusedException UNAVAILABLE or TOO_LARGE
   */
  static void require(Grant grant) {
    switch (grant) {
      case GIVEN -> {}
      case NOT_NOW ->
          throw new RefusedException(
              Refusal.UNAVAILABLE, "too many bytes are in flight; send it again");
      case NEVER ->
          throw new RefusedException(
              Refusal.TOO_LARGE, "the body is larger than all that may be in flight");
    }
  }

  /** Else the server would collect the bodies of unary calls before anyone is asked. */
  @Override
  public ExchangeType exchangeType(RoutingContext routingContext) {
    return ExchangeType.REQUEST_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    Share share =
        inFlight
            .begin()
            .orElseThrow(
                () ->
                    new RefusedException(
                        Refusal.UNAVAILABLE, "too many requests are in flight; send it again"));
    share.keepUntil(ctx.log().whenComplete());
    ctx.setAttr(SHARE, share);
    cutOffLate(ctx, request);
    Counting counting = new Counting(share, request.headers().contentLength());
    HttpRequest counted = HttpRequest.of(request.headers(), request.mapAsync(counting::count));
    ctx.updateRequest(counted);
    return unwrap().serve(ctx, counted);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it completes or is cut off
  private void cutOffLate(ServiceRequestContext ctx, HttpRequest request) {
    if (request.isComplete()) {
      return;
    }
    ScheduledFuture<?> deadline =
        ctx.eventLoop()
            .schedule(
                () ->
                    request.abort(
                        new RefusedException(
                            Refusal.TOO_SLOW,
                            "the body did not arrive within " + receiveTimeout.toMillis() + " ms")),
                receiveTimeout.toNanos(),
                TimeUnit.NANOSECONDS);
    request.whenComplete().handle((done, failure) -> deadline.cancel(false));
  }

  /** Counts one body. Pieces come one at a time. */
  private static final class Counting {
    private final Share share;
    private final long announced;
    private boolean begun;
    private long left;

    Counting(Share share, long announced) {
      this.share = share;
      this.announced = announced;
    }

    /** A piece, when there is room for it. */
    CompletableFuture<HttpObject> count(HttpObject piece) {
      if (!(piece instanceof HttpData data) || data.length() <= left) {
        left -= piece instanceof HttpData data ? data.length() : 0;
        return CompletableFuture.completedFuture(piece);
      }
      // All that was announced is asked for at once: pieces of many bodies that each wait for the
      // rest would be in each other's way.
      long asked = Math.max(data.length() - left, begun ? 0 : announced);
      begun = true;
      return share
          .ask(asked)
          .thenApply(
              grant -> {
                try {
                  require(grant);
                } catch (RefusedException e) {
                  data.close();
                  throw e;
                }
                left += asked - data.length();
                return piece;
              })
          .toCompletableFuture();
    }
  }
}
