// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import dev.telltale.control.canary.Canaries;
import dev.telltale.control.command.ApplyResult;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.HumanLabels;
import dev.telltale.control.history.Distributions;
import dev.telltale.control.run.Runs;
import dev.telltale.control.watch.Backtests;
import dev.telltale.control.watch.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API, as {@code GET /api/v1/openapi.json} describes it. The project is the access key's;
 * without a key it is {@code default}.
 */
public final class ControlApi {
  private static final String DOCUMENT = "/openapi.json";
  private static final String TEMPLATES = "/api/v1/templates";
  private static final long LARGEST_BODY = 8L * 1024 * 1024;
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(1);

  private final Commands commands;
  private final HumanLabels labels;
  private final Access access;
  private final Parts parts;
  private final AggregatedHttpResponse document;

  private record TemplateViews(List<Map<String, Object>> templates) {}

  /**
   * What an API may have besides definitions.
   *
   * @param runs to ask for; empty without routes for them
   * @param watch over what alerts do; empty without routes for it
   * @param backtests of alerts
   * @param distributions of labels; empty without a route for them
   * @param canaries of judges; empty without routes for them
   * @param unsubscribeSecret that links in messages are made with; empty when none are
   */
  public record Parts(
      Optional<Runs> runs,
      Optional<Watch> watch,
      Backtests backtests,
      Optional<Distributions> distributions,
      Optional<Canaries> canaries,
      Optional<String> unsubscribeSecret) {
    /** Nothing besides. */
    public static Parts none(InstantSource time) {
      return new Parts(
          Optional.empty(),
          Optional.empty(),
          new Backtests(Optional.empty(), time),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** Tells no secret. */
    @Override
    public String toString() {
      return "Parts[]";
    }
  }

  /**
   * Makes the API.
   *
   * @param labels of people
   * @param anonymous lets everybody in, whatever keys there are
   * @param openWithoutKeys lets everybody in as long as there is no key at all
   */
  public ControlApi(
      Commands commands,
      HumanLabels labels,
      boolean anonymous,
      boolean openWithoutKeys,
      Parts parts) {
    this.commands = commands;
    this.labels = labels;
    this.access = new Access(commands.keys(), anonymous, openWithoutKeys);
    this.parts = parts;
    this.document = Json.text(document());
  }

  /** Adds its paths, limits and errors to a server. */
  public void addTo(ServerBuilder server) {
    Map<String, List<Route>> paths = new LinkedHashMap<>();
    for (Route route : routes()) {
      paths.computeIfAbsent(route.path(), path -> new ArrayList<>()).add(route);
    }
    paths.forEach((path, routes) -> server.service(path, new Endpoint(access, routes)));
    server
        .maxRequestLength(LARGEST_BODY)
        .requestTimeout(LONGEST_REQUEST)
        .errorHandler(new ErrorTable())
        // A refused request is no news; what is, the error table logs itself.
        .unloggedExceptionsReportInterval(Duration.ZERO);
  }

  private List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.open("/api/v1/openapi.json", call -> document));
    routes.add(Route.send(HttpMethod.POST, "/api/v1/apply", this::apply));
    routes.addAll(new SignalApi(commands).routes());
    routes.add(Route.get(TEMPLATES, call -> Json.ok(templates())));
    routes.add(Route.get(TEMPLATES + "/{template}", this::template));
    routes.addAll(new AlertApi(commands).routes());
    routes.addAll(new MemberApi(commands, commands.time()).routes());
    routes.addAll(new UnsubscribePage(commands.members(), parts.unsubscribeSecret()).routes());
    routes.addAll(new LabelApi(labels).routes());
    routes.addAll(new KeyApi(commands.keys()).routes());
    parts.runs().ifPresent(all -> routes.addAll(new RunApi(all).routes()));
    parts
        .runs()
        .flatMap(runs -> parts.canaries().map(all -> new CanaryApi(all, runs).routes()))
        .ifPresent(routes::addAll);
    parts
        .watch()
        .ifPresent(all -> routes.addAll(new WatchApi(commands, all, parts.backtests()).routes()));
    parts
        .distributions()
        .ifPresent(all -> routes.addAll(new DistributionApi(commands, all).routes()));
    return routes;
  }

  private AggregatedHttpResponse apply(Call call) {
    ApplyBody.Request body = Json.read(call.request(), ApplyBody.Request.class);
    ApplyResult result =
        commands
            .apply()
            .apply(
                call.caller().project(),
                call.caller().name(),
                body.manifests(),
                body.pruned(call.caller().project()),
                body.dryRun());
    if (result instanceof ApplyResult.Applied applied) {
      return Json.ok(ApplyBody.Response.of(applied.documents()));
    }
    throw Refusal.of(((ApplyResult.Refused) result).problems());
  }

  private TemplateViews templates() {
    return new TemplateViews(
        commands.templates().names().stream().map(commands.templates()::fields).toList());
  }

  private AggregatedHttpResponse template(Call call) {
    String name = call.place("template");
    if (!commands.templates().names().contains(name)) {
      throw Refusal.of(
          HttpStatus.NOT_FOUND,
          "no template "
              + name
              + " (expected: "
              + String.join(" or ", commands.templates().names())
              + ")");
    }
    return Json.ok(commands.templates().fields(name));
  }

  private static String document() {
    try (InputStream in = ControlApi.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException(DOCUMENT + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
