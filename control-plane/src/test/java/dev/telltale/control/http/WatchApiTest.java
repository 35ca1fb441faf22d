// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.alert.backtest.BacktestException;
import dev.telltale.control.watch.SomeAlerts;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Transition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchApiTest {
  private static final ServedApi API = new ServedApi();
  private static final Instant NOON = ServedApi.NOON;
  private static final String ONE = "/api/v1/alerts/support/refund-asked/many-refunds";
  private static final String SIGNAL =
      """
      kind: signal
      agent: support
      signal: refund-asked
      type: binary
      scope: trace
      prompt: Refund?
      state: draft
      ---
      """;
  private static final String ALERT =
      """
      kind: alert
      agent: support
      signal: refund-asked
      alert: many-refunds
      metric: true_rate
      comparison: absolute
      fires: at or above 0.4
      window: 1h
      notify: [email, "slack:#support"]
      """;

  @AfterAll
  static void stop() {
    API.close();
  }

  @BeforeEach
  void define() throws Exception {
    API.reset();
    String body =
        ServedApi.JSON.writeValueAsString(
            Map.of("files", new Object[] {Map.of("name", "a.yaml", "content", SIGNAL + ALERT)}));
    assertThat(API.json("POST", "/api/v1/apply", body).status()).isEqualTo(200);
  }

  @Test
  void aStateHasTheObservedTheCoverageAndTheFiringsOfAWeek() throws Exception {
    API.alerts.states.put(SomeAlerts.ID, SomeAlerts.firing(NOON));
    API.alerts.events.add(SomeAlerts.fired("a", NOON.minus(Duration.ofDays(8)), true));
    API.alerts.events.add(SomeAlerts.fired("b", NOON.minus(Duration.ofDays(6)), true));
    API.alerts.events.add(SomeAlerts.fired("c", NOON, false));

    JsonNode state = get(ONE + "/state");

    assertThat(state.path("state").asText()).isEqualTo("firing");
    assertThat(state.path("since").asText()).isEqualTo("2026-01-01T11:53:00Z");
    assertThat(state.path("told").asBoolean()).isTrue();
    assertThat(state.path("coverage").asDouble()).isEqualTo(0.8);
    assertThat(state.path("heldBack").asText()).contains("was not to be reached");
    assertThat(state.path("firings").asInt()).isEqualTo(2);
    assertThat(get("/api/v1/alert-states").at("/states/0")).isEqualTo(state);
  }

  @Test
  void anAlertThatWasNotEvaluatedYetIsUnknown() throws Exception {
    JsonNode state = get(ONE + "/state");

    assertThat(state.path("state").asText()).isEqualTo("unknown");
    assertThat(state.path("observed").isNull()).isTrue();
    assertThat(state.path("coverage").isNull()).isTrue();
  }

  @Test
  void eventsAreListedFromTheNewestBack() throws Exception {
    for (int i = 0; i < 60; i++) {
      API.alerts.events.add(SomeAlerts.fired("e" + i, NOON.minusSeconds(60L * i), true));
    }
    API.alerts.events.add(ofAnotherProject());

    assertThat(get("/api/v1/alert-events").path("events")).hasSize(50);
    assertThat(get(ONE + "/events?limit=2").path("events").findValuesAsText("id"))
        .containsExactly("e0", "e1");
    assertThat(get(ONE + "/events?from=2026-01-01T11:58:00Z&limit=200").path("events")).hasSize(3);
    assertThat(API.json("GET", ONE + "/events?limit=201", null).status()).isEqualTo(400);
    assertThat(API.json("GET", ONE + "/events?from=today", null).status()).isEqualTo(400);
  }

  @Test
  void anEventHasWhatBecameOfItsMessages() throws Exception {
    API.alerts.events.add(SomeAlerts.fired("e1", NOON, true));
    API.alerts.deliveries.add(SomeAlerts.failed("e1", NOON));
    API.alerts.deliveries.add(SomeAlerts.failed("e2", NOON));

    JsonNode told = get(ONE + "/events/e1");

    assertThat(told.at("/event/sentence").asText()).contains("rises by 20 % or more");
    assertThat(told.path("deliveries").toString())
        .isEqualTo(
            "[{\"channel\":\"slack:#support\",\"outcome\":\"failed\",\"attempts\":4,"
                + "\"detail\":\"channel_not_found\",\"at\":\"2026-01-01T12:00:00Z\"}]");
    assertThat(API.json("GET", ONE + "/events/e9", null).status()).isEqualTo(404);
  }

  @Test
  void aTestIsAnEventOfItsOwnAndSaysWhichChannelIsSilent() throws Exception {
    API.alerts.silent.add("email");

    JsonNode trial = API.json("POST", ONE + "/test", null).body();

    assertThat(API.alerts.events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getTransition()).isEqualTo(Transition.TEST);
              assertThat(event.getNotify()).isTrue();
              assertThat(event.getEventId()).matches("[0-9a-f]{32}");
            });
    assertThat(trial.at("/deliveries/0/channel").asText()).isEqualTo("slack:#support");
    assertThat(trial.path("waitingFor").toString()).isEqualTo("[\"email\"]");
  }

  @Test
  void aTestOfARuleWithoutChannelsWaitsForTheDefaultOnes() throws Exception {
    API.json("PATCH", ONE, "{\"notify\": []}");

    API.alerts.silent.add("console");
    JsonNode silent = API.json("POST", ONE + "/test", null).body();
    API.alerts.silent.clear();
    JsonNode trial = API.json("POST", ONE + "/test", null).body();

    assertThat(silent.path("deliveries")).isEmpty();
    assertThat(trial.at("/deliveries/0/channel").asText()).isEqualTo("console");
  }

  @Test
  void aBacktestHasCrossingsMessagesAndAChart() throws Exception {
    JsonNode report = API.json("POST", ONE + "/backtest?days=2", null).body();

    assertThat(report.path("from").asText()).isEqualTo("2025-12-30T11:59:00Z");
    assertThat(report.path("to").asText()).isEqualTo("2026-01-01T11:59:00Z");
    assertThat(report.path("counts").toString())
        .isEqualTo(
            "{\"windows\":2881,\"withValue\":2879,\"crossedWindows\":10,\"crossings\":2,"
                + "\"messages\":2,\"silenced\":2,\"labels\":2881}");
    assertThat(report.at("/crossings/0").toString())
        .isEqualTo(
            "{\"first\":\"2025-12-30T12:00:00Z\",\"last\":\"2025-12-30T12:04:00Z\",\"windows\":5}");
    assertThat(report.at("/messages/1").toString())
        .isEqualTo(
            "{\"at\":\"2025-12-31T12:00:00Z\",\"transition\":\"fired\","
                + "\"observed\":0.6000000000000001,\"observedText\":\"60 %\"}");
    assertThat(report.path("points").size()).isBetween(200, 240);
    long crossed = 0;
    for (JsonNode point : report.path("points")) {
      crossed += point.path("crossed").asLong();
    }
    assertThat(crossed).isEqualTo(10);
  }

  @Test
  void aBacktestNeedsNoSavedAlert() throws Exception {
    String file =
        ServedApi.JSON.writeValueAsString(
            Map.of(
                "file",
                Map.of("name", "b.yaml", "content", ALERT.replace("many-refunds", "draft")),
                "days",
                1));
    long before = API.topics.commits();

    ServedApi.Answer report = API.json("POST", "/api/v1/alert-backtests", file);

    assertThat(report.status()).as(report.body().toString()).isEqualTo(200);
    assertThat(report.body().at("/alert/alert").asText()).isEqualTo("draft");
    assertThat(report.body().at("/counts/windows").asInt()).isEqualTo(1441);
    assertThat(API.topics.commits()).isEqualTo(before);
  }

  @Test
  void aDraftIsCheckedAsIfItWereSaved() throws Exception {
    ServedApi.Answer refused =
        API.json("POST", "/api/v1/alert-backtests", "{\"alert\": {\"agent\": \"support\"}}");
    ServedApi.Answer nothing = API.json("POST", "/api/v1/alert-backtests", "{}");
    String two =
        ServedApi.JSON.writeValueAsString(
            Map.of("file", Map.of("name", "b.yaml", "content", SIGNAL)));

    assertThat(refused.errors()).contains("signal: missing", "metric: missing");
    assertThat(nothing.detail()).isEqualTo("body: file and alert (expected: one of them)");
    assertThat(API.json("POST", "/api/v1/alert-backtests", two).detail())
        .isEqualTo("body: file: 0 alerts in it (expected: one)");
    assertThat(API.json("POST", ONE + "/backtest?days=31", null).status()).isEqualTo(400);
  }

  @Test
  void withoutAnEvaluationThereIsNoBacktest() throws Exception {
    API.backtester = Optional.empty();
    API.serve(API.topics.startedLog());

    ServedApi.Answer answer = API.json("POST", ONE + "/backtest", null);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.detail()).startsWith("this control plane runs no backtests");
  }

  @Test
  void aBacktestThatFailsSaysWhy() throws Exception {
    API.backtester =
        Optional.of(
            (rule, from, to) -> {
              throw new BacktestException("labels cannot be read: no broker", null);
            });
    API.serve(API.topics.startedLog());

    ServedApi.Answer answer = API.json("POST", ONE + "/backtest", null);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.detail()).isEqualTo("labels cannot be read: no broker");
  }

  private static AlertEvent ofAnotherProject() {
    AlertEvent event = SomeAlerts.fired("x", NOON.plusSeconds(1), true);
    return AlertEvent.newBuilder(event)
        .setRule(AlertRule.newBuilder(event.getRule()).setProject("other").build())
        .build();
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    ServedApi.Answer answer = API.json("GET", path, null);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }
}
