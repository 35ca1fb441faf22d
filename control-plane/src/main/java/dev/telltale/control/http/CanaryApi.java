// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import dev.telltale.control.canary.Canaries;
import dev.telltale.control.run.RunRefusedException;
import dev.telltale.control.run.Runs;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.signal.SignalKey;
import java.util.List;
import java.util.function.Supplier;

/**
 * A signal's canaries: {@code GET /api/v1/signals/AGENT/SIGNAL/canary} shows them, {@code POST}
 * asks for one now, which is then a run like any other.
 */
final class CanaryApi {
  private static final String PATH = "/api/v1/signals/{agent}/{signal}/canary";

  private final Canaries canaries;
  private final Runs runs;

  CanaryApi(Canaries canaries, Runs runs) {
    this.canaries = canaries;
    this.runs = runs;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, this::get).with("project"),
        Route.act(HttpMethod.POST, PATH, this::ask).with("project"));
  }

  private AggregatedHttpResponse get(Call call) {
    SignalKey signal = call.signal().in(call.caller().project());
    return answer(() -> Json.ok(CanaryView.of(signal, canaries.series(signal))));
  }

  private AggregatedHttpResponse ask(Call call) {
    SignalKey signal = call.signal().in(call.caller().project());
    return answer(
        () -> {
          Run run = canaries.ask(signal, call.caller().name());
          return Json.ok(
              RunView.of(runs.get(signal.project(), run.getRunId()), runs.definitions()));
        });
  }

  private static AggregatedHttpResponse answer(Supplier<AggregatedHttpResponse> command) {
    try {
      return command.get();
    } catch (RunRefusedException e) {
      throw Refusal.of(RunApi.status(e.reason()), String.valueOf(e.getMessage()));
    }
  }
}
