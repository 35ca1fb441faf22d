// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import dev.telltale.alert.backtest.Backtester;
import dev.telltale.control.canary.SomeCanaries;
import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.DefinitionLog;
import dev.telltale.control.command.HumanLabels;
import dev.telltale.control.command.InMemoryTopics;
import dev.telltale.control.history.Distributions;
import dev.telltale.control.history.InMemoryLabels;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.run.AnsweredRuns;
import dev.telltale.control.run.RunLog;
import dev.telltale.control.run.Runs;
import dev.telltale.control.watch.Backtests;
import dev.telltale.control.watch.DailyPeak;
import dev.telltale.control.watch.InMemoryAlerts;
import dev.telltale.control.watch.Watch;
import dev.telltale.schemas.access.AccessKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The API on a port, over topics in memory; one server for a class, as its end takes 2 s. */
public final class ServedApi implements AutoCloseable {
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** The id of every run that is asked for. */
  static final String RUN = "0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c01";

  /** What links in messages are made with. */
  public static final String SECRET = "only for tests";

  static final ObjectMapper JSON = new ObjectMapper();

  // printf %s KEY | sha256sum, of reader, writer and sender
  static final String KEYS =
      """
      - name: reader
        sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
        rights: [read]
      - name: writer
        sha256: b93006774cbdd4b299389a03ac3d88c3a76b460d538795bc12718011a909fba5
        rights: [read, write]
      - name: sender
        sha256: 0a367b92cf0b037dfd89960ee832d56f7fc151681bb41e53690e776f5786998a
        rights: [ingest]
      """;

  public final Server server =
      Server.builder()
          .http(0)
          .meterRegistry(new SimpleMeterRegistry())
          .service("/", (ctx, request) -> null)
          .build();
  public InMemoryTopics topics = new InMemoryTopics();
  public AccessKeys file = AccessKeys.none();
  public InMemoryAlerts alerts = new InMemoryAlerts();
  public InMemoryLabels labels = new InMemoryLabels();
  public Optional<Backtester> backtester = Optional.of(new DailyPeak());
  public Optional<String> secret = Optional.of(SECRET);
  private RunLog runs = new AnsweredRuns();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public ServedApi() {
    server.start().join();
  }

  /** Begins anew: nothing is defined, and there are no keys. */
  public void reset() {
    topics = new InMemoryTopics();
    topics.time(() -> NOON);
    runs = new AnsweredRuns();
    alerts = new InMemoryAlerts();
    labels = new InMemoryLabels();
    backtester = Optional.of(new DailyPeak());
    secret = Optional.of(SECRET);
    file = AccessKeys.none();
    serve(topics.startedLog());
  }

  /** Makes a signal of the fields of a manifest. */
  public void define(String fields) throws IOException, InterruptedException {
    Answer answer = json("POST", "/api/v1/signals", fields);
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.body().toString());
    }
  }

  /** Where it is. */
  public String address() {
    return "http://127.0.0.1:" + server.activeLocalPort();
  }

  /** Serves what is in a log, which may not have started. */
  void serve(DefinitionLog log) {
    Commands commands =
        new Commands(
            log,
            new Commands.Rules(new AlertTimes(false), false),
            () -> file,
            () -> NOON,
            new Random(7),
            result -> {});
    ControlApi api =
        new ControlApi(
            commands,
            new HumanLabels(commands::definitions, label -> {}, Instant::now),
            false,
            true,
            new ControlApi.Parts(
                Optional.of(
                    new Runs(
                        runs,
                        new Activation(false),
                        new Runs.Book(log::current, log::signalsOffset),
                        () -> RUN,
                        () -> NOON)),
                Optional.of(new Watch(alerts, () -> RUN, () -> NOON, Duration.ofMillis(300))),
                new Backtests(backtester, () -> NOON),
                Optional.of(new Distributions(labels, Duration.ofSeconds(10))),
                Optional.of(
                    SomeCanaries.of(
                        runs, alerts, new Runs.Book(log::current, log::signalsOffset), () -> NOON)),
                secret));
    server.reconfigure(builder -> api.addTo(builder.meterRegistry(new SimpleMeterRegistry())));
  }

  HttpResponse<String> send(String method, String path, @Nullable String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends JSON, or nothing, without a key. */
  Answer json(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return as(null, method, path, body);
  }

  /** The same with a key. */
  Answer as(@Nullable String key, String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        key == null
            ? send(method, path, body, "content-type", "application/json")
            : send(method, path, body, "content-type", "application/json", "x-api-key", key);
    boolean isJson = response.headers().firstValue("content-type").orElse("").contains("json");
    return new Answer(
        response.statusCode(),
        isJson ? JSON.readTree(response.body()) : JSON.getNodeFactory().textNode(response.body()));
  }

  record Answer(int status, JsonNode body) {
    String detail() {
      return body.path("detail").asText();
    }

    /** What each problem says. */
    List<String> errors() {
      return body.path("errors").findValuesAsText("message");
    }
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
