// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import dev.telltale.control.command.ApplyResult;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.PlannedAlert;
import dev.telltale.control.manifest.ChannelText;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.watch.Backtests;
import dev.telltale.control.watch.Found;
import dev.telltale.control.watch.Watch;
import dev.telltale.schemas.access.Right;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What alerts do, did and would have done, and a message on trial. */
final class WatchApi {
  private static final String EVENTS = AlertApi.ONE + "/events";
  private static final int USUAL_LIMIT = 50;
  private static final int MOST_EVENTS = 200;
  private static final int USUAL_DAYS = 7;
  private static final int MOST_DAYS = 30;

  private final Commands commands;
  private final Watch watch;
  private final Backtests backtests;

  private record States(List<AlertStateView> states, boolean firingsComplete) {}

  private record Events(List<AlertEventView> events, boolean complete) {}

  private record Told(AlertEventView event, List<AlertEventView.DeliveryView> deliveries) {}

  private record Trial(
      AlertEventView event,
      List<AlertEventView.DeliveryView> deliveries,
      List<String> waitingFor) {}

  /** A rule that need not be saved: as a file, or as fields. */
  private record Wanted(
      ApplyBody.@Nullable File file,
      @Nullable Map<String, @Nullable Object> alert,
      @Nullable Integer days) {}

  WatchApi(Commands commands, Watch watch, Backtests backtests) {
    this.commands = commands;
    this.watch = watch;
    this.backtests = backtests;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/alert-states", this::states).with("agent", "signal"),
        Route.get(AlertApi.ONE + "/state", this::state).with("project"),
        Route.get("/api/v1/alert-events", call -> events(call, event -> true))
            .with("limit", "from"),
        Route.get(EVENTS, this::eventsOfOne).with("project", "limit", "from"),
        Route.get(EVENTS + "/{event}", this::event).with("project"),
        Route.act(HttpMethod.POST, AlertApi.ONE + "/test", this::test).with("project"),
        new Route(
                HttpMethod.POST,
                AlertApi.ONE + "/backtest",
                Right.READ,
                Set.of("project", "days"),
                false,
                this::backtest)
            .patiently(),
        new Route(
                HttpMethod.POST,
                "/api/v1/alert-backtests",
                Right.READ,
                Set.of("confirm"),
                true,
                this::backtestDraft)
            .patiently());
  }

  private AggregatedHttpResponse states(Call call) {
    Optional<String> agent = call.text("agent");
    Optional<String> signal = call.text("signal");
    String project = call.caller().project();
    Watch.Firings firings = watch.firings(project);
    return Json.ok(
        new States(
            commands.definitions().alertsOf(project).stream()
                .filter(rule -> !rule.getArchived())
                .filter(rule -> agent.isEmpty() || agent.get().equals(rule.getAgent()))
                .filter(rule -> signal.isEmpty() || signal.get().equals(rule.getSignal()))
                .map(rule -> view(rule, firings))
                .toList(),
            firings.complete()));
  }

  private AggregatedHttpResponse state(Call call) {
    AlertRule rule = rule(call);
    return Json.ok(view(rule, watch.firings(call.caller().project())));
  }

  private AlertStateView view(AlertRule rule, Watch.Firings firings) {
    AlertId id = AlertId.of(rule);
    return AlertStateView.of(rule, watch.state(id), firings.byAlert().getOrDefault(id, 0));
  }

  private AggregatedHttpResponse eventsOfOne(Call call) {
    AlertId id = AlertId.of(rule(call));
    return events(call, event -> AlertId.of(event.getRule()).equals(id));
  }

  private AggregatedHttpResponse events(Call call, Predicate<AlertEvent> wanted) {
    OptionalInt limit = call.number("limit");
    if (limit.orElse(1) > MOST_EVENTS) {
      throw Refusal.of(
          HttpStatus.BAD_REQUEST,
          "parameter limit: " + limit.getAsInt() + " (expected: 1 to " + MOST_EVENTS + ")");
    }
    Found<AlertEvent> found =
        watch.events(
            call.caller().project(),
            wanted,
            call.text("from").map(WatchApi::time),
            limit.orElse(USUAL_LIMIT));
    return Json.ok(
        new Events(
            found.newestFirst().stream().map(AlertEventView::of).toList(), found.complete()));
  }

  private AggregatedHttpResponse event(Call call) {
    String id = call.place("event");
    return watch
        .event(call.alert(), id)
        .map(
            told ->
                Json.ok(
                    new Told(
                        AlertEventView.of(told.event()),
                        told.deliveries().stream().map(AlertEventView.DeliveryView::of).toList())))
        .orElseThrow(
            () -> Refusal.of(HttpStatus.NOT_FOUND, "no event " + id + " of this alert is kept"));
  }

  private AggregatedHttpResponse test(Call call) {
    Watch.Trial trial = watch.test(rule(call));
    return Json.ok(
        new Trial(
            AlertEventView.of(trial.event()),
            trial.deliveries().stream().map(AlertEventView.DeliveryView::of).toList(),
            trial.waitingFor().stream().map(ChannelText::of).toList()));
  }

  private AggregatedHttpResponse backtest(Call call) {
    int days = days(call.number("days"));
    return Json.ok(BacktestView.of(backtests.run(rule(call), days)));
  }

  private AggregatedHttpResponse backtestDraft(Call call) {
    Wanted wanted = Json.read(call.request(), Wanted.class);
    int days = days(wanted.days == null ? OptionalInt.empty() : OptionalInt.of(wanted.days));
    return Json.ok(BacktestView.of(backtests.run(draft(call, wanted), days)));
  }

  /** Read and checked as if it were to be saved. */
  private AlertRule draft(Call call, Wanted wanted) {
    if ((wanted.file == null) == (wanted.alert == null)) {
      throw Json.refusal("file and alert (expected: one of them)");
    }
    ApplyResult result =
        wanted.alert == null
            ? commands
                .apply()
                .apply(
                    call.caller().project(),
                    call.caller().name(),
                    List.<ManifestFile>of(ApplyBody.File.manifest(wanted.file)),
                    Set.of(),
                    true)
            : commands.alerts().drafted(call.alertWish(), wanted.alert);
    if (result instanceof ApplyResult.Refused refused) {
      throw Refusal.of(refused.problems());
    }
    List<AlertRule> rules =
        ((ApplyResult.Applied) result)
            .documents().stream()
                .filter(PlannedAlert.class::isInstance)
                .map(planned -> ((PlannedAlert) planned).rule())
                .toList();
    if (rules.size() != 1) {
      throw Json.refusal("file: " + rules.size() + " alerts in it (expected: one)");
    }
    return rules.get(0);
  }

  private AlertRule rule(Call call) {
    return commands.definitions().alert(call.alert());
  }

  private static int days(OptionalInt days) {
    int wanted = days.orElse(USUAL_DAYS);
    if (wanted < 1 || wanted > MOST_DAYS) {
      throw Refusal.of(
          HttpStatus.BAD_REQUEST, "days: " + wanted + " (expected: 1 to " + MOST_DAYS + ")");
    }
    return wanted;
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Refusal.of(
          HttpStatus.BAD_REQUEST,
          "parameter from: " + text + " (expected: such as 2026-03-01T12:00:00Z)");
    }
  }
}
