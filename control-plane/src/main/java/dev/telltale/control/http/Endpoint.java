// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A path and its methods: the caller is known and the body read before one of them answers. */
final class Endpoint implements HttpService {
  private static final MediaType MERGE_PATCH = MediaType.parse("application/merge-patch+json");

  private final Access access;
  private final List<Route> routes;

  /** Makes one of the routes that have the same path. */
  Endpoint(Access access, List<Route> routes) {
    this.access = access;
    this.routes = List.copyOf(routes);
  }

  List<Route> routes() {
    return routes;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    Route route = route(ctx, request.method());
    Caller caller =
        route.right() == null ? Caller.ANYBODY : access.caller(request.headers(), route.right());
    Duration within = route.within();
    if (within != null) {
      ctx.setRequestTimeout(within);
    }
    if (route.hasBody()) {
      requireJson(request.method(), request.contentType());
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> answer(route, caller, ctx, body).toHttpResponse(),
                ctx.blockingTaskExecutor()));
  }

  private static AggregatedHttpResponse answer(
      Route route, Caller caller, ServiceRequestContext ctx, AggregatedHttpRequest request) {
    Call call = new Call(caller, ctx.pathParams(), ctx.queryParams(), request);
    call.refuseOtherThan(route.query());
    return route.answer().to(call);
  }

  private Route route(ServiceRequestContext ctx, HttpMethod method) {
    return routes.stream()
        .filter(route -> route.method() == method)
        .findFirst()
        .orElseThrow(
            () -> {
              String methods =
                  routes.stream()
                      .map(route -> route.method().name())
                      .collect(Collectors.joining(", "));
              return Refusal.of(
                  HttpStatus.METHOD_NOT_ALLOWED,
                  HttpHeaderNames.ALLOW,
                  methods,
                  method + " " + ctx.path() + " (expected: " + methods + ")");
            });
  }

  private static void requireJson(HttpMethod method, @Nullable MediaType type) {
    boolean isPatch = method == HttpMethod.PATCH && type != null && type.is(MERGE_PATCH);
    if (!isPatch && (type == null || !type.is(MediaType.JSON))) {
      throw Refusal.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content-type: " + (type == null ? "absent" : type) + " (expected: application/json)");
    }
  }
}
