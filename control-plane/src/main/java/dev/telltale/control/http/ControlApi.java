// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import dev.telltale.control.command.Apply;
import dev.telltale.control.command.ApplyResult;
import dev.telltale.control.command.Definitions;
import dev.telltale.schemas.access.AccessKeys;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The API: {@code POST /api/v1/apply}, {@code GET /api/v1/signals} and {@code GET /api/v1/alerts}.
 * The project is the access key's; without a key it is {@code default}.
 */
public final class ControlApi {
  private static final long LARGEST_BODY = 8L * 1024 * 1024;
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(1);

  private final Apply apply;
  private final Supplier<Definitions> definitions;
  private final Access access;

  private record Signals(List<SignalView> signals) {}

  private record Alerts(List<AlertView> alerts) {}

  /**
   * Makes the API.
   *
   * @param definitions the definitions as they are now
   * @param keys the keys as they are now
   * @param anonymous lets everybody in, whatever keys there are
   * @param openWithoutKeys lets everybody in as long as there is no key at all
   */
  public ControlApi(
      Apply apply,
      Supplier<Definitions> definitions,
      Supplier<AccessKeys> keys,
      boolean anonymous,
      boolean openWithoutKeys) {
    this.apply = apply;
    this.definitions = definitions;
    this.access = new Access(keys, anonymous, openWithoutKeys);
  }

  /** Adds its paths, limits and errors to a server. */
  public void addTo(ServerBuilder server) {
    server
        .service("/api/v1/apply", Endpoint.post(access, this::apply))
        .service("/api/v1/signals", Endpoint.get(access, this::signals))
        .service("/api/v1/alerts", Endpoint.get(access, this::alerts))
        .maxRequestLength(LARGEST_BODY)
        .requestTimeout(LONGEST_REQUEST)
        .errorHandler(new ErrorTable())
        // A refused request is no news; what is, the error table logs itself.
        .unloggedExceptionsReportInterval(Duration.ZERO);
  }

  private AggregatedHttpResponse apply(Caller caller, AggregatedHttpRequest request) {
    ApplyBody.Request body = Json.read(request, ApplyBody.Request.class);
    ApplyResult result =
        apply.apply(caller.project(), caller.name(), body.manifests(), body.dryRun());
    if (result instanceof ApplyResult.Applied applied) {
      return Json.ok(ApplyBody.Response.of(applied.documents()));
    }
    throw Refusal.of(((ApplyResult.Refused) result).problems());
  }

  private AggregatedHttpResponse signals(Caller caller, AggregatedHttpRequest request) {
    return Json.ok(
        new Signals(
            definitions.get().signalsOf(caller.project()).stream().map(SignalView::of).toList()));
  }

  private AggregatedHttpResponse alerts(Caller caller, AggregatedHttpRequest request) {
    return Json.ok(
        new Alerts(
            definitions.get().alertsOf(caller.project()).stream().map(AlertView::of).toList()));
  }
}
