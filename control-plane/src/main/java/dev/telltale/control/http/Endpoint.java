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
import dev.telltale.schemas.access.Right;
import org.jspecify.annotations.Nullable;

/** A path with one method: the caller is known and the body read before it answers. */
final class Endpoint implements HttpService {
  private final HttpMethod method;
  private final Right right;
  private final Access access;
  private final Answer answer;

  /** Answers on a thread that may block. */
  interface Answer {
    AggregatedHttpResponse to(Caller caller, AggregatedHttpRequest request);
  }

  private Endpoint(HttpMethod method, Right right, Access access, Answer answer) {
    this.method = method;
    this.right = right;
    this.access = access;
    this.answer = answer;
  }

  static Endpoint get(Access access, Answer answer) {
    return new Endpoint(HttpMethod.GET, Right.READ, access, answer);
  }

  static Endpoint post(Access access, Answer answer) {
    return new Endpoint(HttpMethod.POST, Right.WRITE, access, answer);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (request.method() != method) {
      throw Refusal.of(
          HttpStatus.METHOD_NOT_ALLOWED,
          HttpHeaderNames.ALLOW,
          method.name(),
          request.method() + " " + ctx.path() + " (expected: " + method + ")");
    }
    Caller caller = access.caller(request.headers(), right);
    if (method == HttpMethod.POST) {
      requireJson(request.contentType());
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                body -> answer.to(caller, body).toHttpResponse(), ctx.blockingTaskExecutor()));
  }

  private static void requireJson(@Nullable MediaType type) {
    if (type == null || !type.is(MediaType.JSON)) {
      throw Refusal.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content-type: " + (type == null ? "absent" : type) + " (expected: application/json)");
    }
  }
}
