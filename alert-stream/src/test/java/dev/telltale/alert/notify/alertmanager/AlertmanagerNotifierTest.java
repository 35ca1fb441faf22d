// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.alertmanager;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.telltale.alert.notify.SomeEvents.fired;
import static dev.telltale.alert.notify.SomeEvents.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Transition;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlertmanagerNotifierTest {
  private static final Channel CHANNEL = new Channel("alertmanager", null);

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"))
          .build();

  @BeforeEach
  void takes() {
    SERVER.stubFor(post(anyUrl()).willReturn(ok()));
  }

  @Test
  void aFiringHasLabelsToRouteByAndAnEndFarAhead() throws Exception {
    send(Transition.FIRED);

    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo("/api/v2/alerts"))
            .withRequestBody(
                equalToJson(
                    """
                    [{
                      "labels": {"alertname": "TelltaleAlert", "project": "shop",
                        "agent": "parcel-support", "signal": "user-frustration",
                        "alert": "too-many", "severity": "warning"},
                      "annotations": {
                        "summary": "User frustration (parcel-support): true rate 42 % (95 % interval 29 to 56 %, 50 labels) is at or above 30 % over 5 min",
                        "description": "This alert fires when the true rate over 5 min is at or above 30 %, with at least 20 labels."},
                      "startsAt": "2026-03-01T12:01:30.250Z",
                      "endsAt": "2026-03-08T12:01:30.250Z"
                    }]
                    """)));
  }

  @Test
  void aRecoveryHasTheLabelsOfItsFiringAndItsEnd() throws Exception {
    JsonNode firing = send(Transition.FIRED).get(0);
    JsonNode recovery = send(Transition.RECOVERED).get(0);

    assertThat(recovery.get("labels")).isEqualTo(firing.get("labels"));
    assertThat(recovery.get("endsAt").asText()).isEqualTo("2026-03-01T12:01:30.250Z");
  }

  @Test
  void noDataEndsAFiringAndIsAnAlertOfItsOwnThatEndsByItself() throws Exception {
    JsonNode alerts = send(Transition.NO_DATA);

    assertThat(alerts).hasSize(2);
    assertThat(alerts.get(0).get("endsAt").asText()).isEqualTo("2026-03-01T12:01:30.250Z");
    assertThat(alerts.get(1).at("/labels/alertname").asText()).isEqualTo("TelltaleNoData");
    assertThat(alerts.get(1).has("endsAt")).isFalse();
  }

  @Test
  void aTestIsNoAlertThatAnybodyRoutesByMistake() throws Exception {
    assertThat(send(Transition.TEST).get(0).at("/labels/alertname").asText())
        .isEqualTo("TelltaleTest");
  }

  @Test
  void whatAlertmanagerCannotReadIsNotRepeated() {
    SERVER.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(400)));
    assertThat(failure().isPassing()).isFalse();

    SERVER.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(503)));
    assertThat(failure().isPassing()).isTrue();
  }

  @Test
  void withoutAnAddressItSaysWhichKeyIsMissing() {
    AlertmanagerNotifier unset = new AlertmanagerNotifier(Optional.empty(), Duration.ofSeconds(1));

    assertThat(
            catchThrowableOfType(
                DeliveryException.class, () -> unset.send(message(fired().build()), CHANNEL)))
        .hasMessage("telltale.alerts.alertmanager-url is not set");
  }

  private static AlertmanagerNotifier notifier() {
    return new AlertmanagerNotifier(
        Optional.of(URI.create(SERVER.baseUrl() + "/")), Duration.ofSeconds(30));
  }

  private static JsonNode send(Transition transition) throws Exception {
    AlertEvent event = fired().setTransition(transition).build();
    notifier().send(message(event), CHANNEL);
    List<LoggedRequest> requests = SERVER.findAll(postRequestedFor(urlEqualTo("/api/v2/alerts")));
    return new ObjectMapper().readTree(requests.get(requests.size() - 1).getBodyAsString());
  }

  private static DeliveryException failure() {
    return Objects.requireNonNull(
        catchThrowableOfType(
            DeliveryException.class, () -> notifier().send(message(fired().build()), CHANNEL)));
  }
}
