// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import dev.telltale.control.command.AlertMove;
import dev.telltale.control.command.ApplyResult;
import dev.telltale.control.command.Change;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.PlannedAlert;
import dev.telltale.schemas.alert.AlertRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The definitions of alerts: one path each, and one path each for a step of its life. */
final class AlertApi {
  static final String ALL = "/api/v1/alerts";
  static final String ONE = ALL + "/{agent}/{signal}/{alert}";

  private final Commands commands;

  private record Alerts(List<AlertView> alerts) {}

  AlertApi(Commands commands) {
    this.commands = commands;
  }

  List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(
            List.of(
                Route.get(ALL, this::list).with("agent", "signal", "includeArchived"),
                Route.send(HttpMethod.POST, ALL, this::create).with("dryRun", "confirm"),
                Route.get(ONE, call -> Json.ok(AlertView.of(rule(call)))).with("project"),
                Route.send(HttpMethod.PATCH, ONE, this::edit)
                    .with("project", "dryRun", "expectedRevision", "confirm")));
    for (AlertMove move : AlertMove.values()) {
      String path = ONE + '/' + move.name().toLowerCase(Locale.ROOT);
      routes.add(
          Route.act(HttpMethod.POST, path, call -> move(call, move))
              .with("project", "dryRun", "expectedRevision"));
    }
    return routes;
  }

  private AggregatedHttpResponse list(Call call) {
    Optional<String> agent = call.text("agent");
    Optional<String> signal = call.text("signal");
    boolean archived = call.flag("includeArchived");
    return Json.ok(
        new Alerts(
            commands.definitions().alertsOf(call.caller().project()).stream()
                .filter(rule -> agent.isEmpty() || agent.get().equals(rule.getAgent()))
                .filter(rule -> signal.isEmpty() || signal.get().equals(rule.getSignal()))
                .filter(rule -> archived || !rule.getArchived())
                .map(AlertView::of)
                .toList()));
  }

  private AggregatedHttpResponse create(Call call) {
    return answer(call, commands.alerts().create(call.alertWish(), Json.object(call.request())));
  }

  private AggregatedHttpResponse edit(Call call) {
    return answer(
        call, commands.alerts().edit(call.alertWish(), call.alert(), Json.object(call.request())));
  }

  private AggregatedHttpResponse move(Call call, AlertMove move) {
    return answer(call, commands.alerts().move(call.alertWish(), call.alert(), move));
  }

  private AlertRule rule(Call call) {
    return commands.definitions().alert(call.alert());
  }

  private static AggregatedHttpResponse answer(Call call, ApplyResult result) {
    if (result instanceof ApplyResult.Applied applied
        && applied.documents().get(0) instanceof PlannedAlert planned) {
      boolean dryRun = call.alertWish().dryRun();
      AlertChangeView view = AlertChangeView.of(planned, dryRun);
      return planned.change() == Change.CREATED && !dryRun ? Json.created(view) : Json.ok(view);
    }
    throw Refusal.of(((ApplyResult.Refused) result).problems());
  }
}
