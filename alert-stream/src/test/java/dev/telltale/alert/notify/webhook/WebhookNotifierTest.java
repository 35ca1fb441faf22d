// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.telltale.alert.notify.SomeEvents.changed;
import static dev.telltale.alert.notify.SomeEvents.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.schemas.alert.Channel;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebhookNotifierTest {
  private static final String SECRET = "0123456789abcdef";
  private static final Instant NOW = Instant.parse("2026-03-01T12:01:31Z");
  private static final Channel OPS = new Channel("webhook", "ops");

  @RegisterExtension
  static final WireMockExtension RECEIVER =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"))
          .build();

  /** The vector that docs/alerts.md gives to who writes a receiver. */
  @Test
  void theSignatureIsWhatTheDocumentationSays() {
    assertThat(Signature.of(1_772_366_491L, "{\"id\":\"e1\"}", SECRET))
        .isEqualTo("v1=13dfb998817efc6d25aee21f03506b66c607055eae8900663b9b6873bacc047b");
  }

  @Test
  void aMessageIsSignedAndHasTheEventsId() throws Exception {
    answers(ok());

    notifier(Duration.ofSeconds(30)).send(message(changed().build()), OPS);

    LoggedRequest request = only();
    String timestamp = request.getHeader("Telltale-Timestamp");
    assertThat(timestamp).isEqualTo(Long.toString(NOW.getEpochSecond()));
    assertThat(request.getHeader("Telltale-Id")).isEqualTo("0123456789abcdef0123456789abcdef");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeader("Telltale-Signature"))
        .isEqualTo(Signature.of(Long.parseLong(timestamp), request.getBodyAsString(), SECRET));
  }

  @Test
  void theBodyHasThePredicateTheCountsAndTheIntervals() throws Exception {
    answers(ok());

    notifier(Duration.ofSeconds(30)).send(message(changed().setPValue(0.0004).build()), OPS);

    JsonNode body = new ObjectMapper().readTree(only().getBodyAsString());
    JsonNode event = body.get("events").get(0);
    assertThat(body.get("text").asText()).contains("rose by 45 %");
    assertThat(event.get("transition").asText()).isEqualTo("fired");
    assertThat(event.get("level").asDouble()).isEqualTo(0.42);
    assertThat(event.get("prior").asDouble()).isEqualTo(0.29);
    assertThat(event.get("pValue").asDouble()).isEqualTo(0.0004);
    assertThat(event.at("/window/labels").asInt()).isEqualTo(50);
    assertThat(event.at("/priorWindow/matching").asInt()).isEqualTo(14);
    assertThat(event.at("/rule/comparison").asText()).isEqualTo("percent_change");
    assertThat(event.at("/rule/windowSeconds").asInt()).isEqualTo(3_600);
    assertThat(event.at("/evidence/0").asText()).isEqualTo("session-9");
  }

  @Test
  void refusalsAreToldApart() {
    answers(aResponse().withStatus(429).withHeader("Retry-After", "5"));
    DeliveryException busy = failure(Duration.ofSeconds(30));
    assertThat(busy.isPassing()).isTrue();
    assertThat(busy.notBefore()).contains(Duration.ofSeconds(5));

    answers(aResponse().withStatus(502));
    assertThat(failure(Duration.ofSeconds(30)).isPassing()).isTrue();

    answers(aResponse().withStatus(401).withBody("secret"));
    DeliveryException refused = failure(Duration.ofSeconds(30));
    assertThat(refused.isPassing()).isFalse();
    assertThat(refused).hasMessage("the webhook answered 401");

    answers(aResponse().withStatus(302).withHeader("Location", RECEIVER.url("/other")));
    assertThat(failure(Duration.ofSeconds(30)).isPassing()).isFalse();
    RECEIVER.verify(0, postRequestedFor(urlEqualTo("/other")));

    answers(ok().withFixedDelay(10_000));
    assertThat(failure(Duration.ofMillis(300)).isPassing()).isTrue();
  }

  @Test
  void aRuleCannotNameAnAddress() {
    DeliveryException failure =
        Objects.requireNonNull(
            catchThrowableOfType(
                DeliveryException.class,
                () ->
                    notifier(Duration.ofSeconds(1))
                        .send(
                            message(changed().build()),
                            new Channel("webhook", RECEIVER.url("/any")))));

    assertThat(failure.isPassing()).isFalse();
    assertThat(failure).hasMessageStartingWith("telltale.alerts.webhooks has no http://");
    RECEIVER.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void aSecretThatCanBeGuessedIsRefused() {
    assertThatThrownBy(() -> new WebhookTarget(URI.create("https://ops.test"), "short"))
        .hasMessage("secret: 5 characters (expected: 16 or more)");
  }

  private static WebhookNotifier notifier(Duration timeout) {
    return new WebhookNotifier(
        Map.of("ops", new WebhookTarget(URI.create(RECEIVER.url("/hook")), SECRET)),
        timeout,
        () -> NOW);
  }

  private static DeliveryException failure(Duration timeout) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            DeliveryException.class,
            () -> notifier(timeout).send(message(changed().build()), OPS)));
  }

  private static void answers(ResponseDefinitionBuilder answer) {
    RECEIVER.stubFor(post(anyUrl()).willReturn(answer));
  }

  private static LoggedRequest only() {
    List<LoggedRequest> requests = RECEIVER.findAll(postRequestedFor(urlEqualTo("/hook")));
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }
}
