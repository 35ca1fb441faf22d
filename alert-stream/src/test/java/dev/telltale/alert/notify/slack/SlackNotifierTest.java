// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.SomeEvents;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlackNotifierTest {
  private static final String PATH = "/services/T0/B0/secret";

  @RegisterExtension
  static final WireMockExtension SLACK =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"))
          .build();

  private final SlackNotifier notifier = notifier(SLACK.url(PATH));

  @AfterEach
  void close() {
    notifier.close();
  }

  @Test
  void aMessageHasTheHeadlineTheFactsTheTargetsAndTheRule() throws Exception {
    answers(aResponse().withStatus(200).withBody("ok"));

    notifier.send(SomeEvents.message(SomeEvents.fired().build()), SomeEvents.SLACK);

    SLACK.verify(
        1,
        postRequestedFor(urlEqualTo(PATH))
            .withRequestBody(
                equalToJson(
                    """
                    {
                      "text": "User frustration (parcel-support): true rate 42 % (95 % interval 29 to 56 %, 50 labels) is at or above 30 % over 5 min",
                      "blocks": [
                        {"type": "section", "text": {"type": "mrkdwn",
                          "text": ":red_circle: *User frustration (parcel-support): true rate 42 % (95 % interval 29 to 56 %, 50 labels) is at or above 30 % over 5 min*"}},
                        {"type": "section", "fields": [
                          {"type": "mrkdwn", "text": "*Signal*\\nshop/parcel-support/user-frustration"},
                          {"type": "mrkdwn", "text": "*Metric*\\ntrue rate"},
                          {"type": "mrkdwn", "text": "*Comparison*\\nabsolute level"},
                          {"type": "mrkdwn", "text": "*Threshold*\\nat or above 30 %"},
                          {"type": "mrkdwn", "text": "*Observed*\\n42 % (21 of 50 labels)"},
                          {"type": "mrkdwn", "text": "*95 % interval*\\n29 to 56 %"},
                          {"type": "mrkdwn", "text": "*Window*\\n5 min up to 2026-03-01 12:01:00 UTC"},
                          {"type": "mrkdwn", "text": "*Severity*\\nwarning"},
                          {"type": "mrkdwn", "text": "*Trigger time*\\n2026-03-01 12:01:30 UTC"}]},
                        {"type": "section", "text": {"type": "mrkdwn",
                          "text": "*Targets*\\n`session-9` `session-4`"}},
                        {"type": "section", "text": {"type": "mrkdwn",
                          "text": "Show it: `telltale alert get parcel-support/user-frustration/too-many`"}},
                        {"type": "context", "elements": [{"type": "mrkdwn",
                          "text": "This alert fires when the true rate over 5 min is at or above 30 %, with at least 20 labels."}]}
                      ]
                    }
                    """)));
  }

  @Test
  void namesCannotMentionAnybodyAndLongOnesAreCut() {
    AlertEvent event =
        SomeEvents.fired()
            .setRule(
                SomeEvents.rule()
                    .setName("<!channel> & <https://evil|x>" + "n".repeat(900))
                    .build())
            .setEvidence(Collections.nCopies(10, "`<@U1>`" + "t".repeat(300)))
            .build();

    String text = SlackMessage.of(SomeEvents.message(event)).toString();

    assertThat(text)
        .contains("&lt;!channel&gt; &amp; &lt;https://evil|x&gt;")
        .doesNotContain("<!channel>")
        .doesNotContain("<@U1>")
        .contains("…")
        .doesNotContain("n".repeat(600))
        .doesNotContain("t".repeat(60));
  }

  @Test
  void tooManyRequestsAreAskedToComeBackLater() {
    answers(aResponse().withStatus(429).withHeader("Retry-After", "17"));

    DeliveryException failure = failure();

    assertThat(failure.isPassing()).isTrue();
    assertThat(failure.notBefore()).contains(Duration.ofSeconds(17));
    assertThat(failure).hasMessage("Slack answered 429");
  }

  @Test
  void anErrorOfTheServerMayPass() {
    answers(aResponse().withStatus(503));

    assertThat(failure().isPassing()).isTrue();
  }

  @Test
  void aRefusalLastsAndItsReasonIsTold() {
    answers(aResponse().withStatus(404).withBody("no_service"));

    DeliveryException failure = failure();

    assertThat(failure.isPassing()).isFalse();
    assertThat(failure).hasMessage("Slack answered 404: no_service");
  }

  @Test
  void aPageOfSomebodyElseIsNotTold() {
    answers(aResponse().withStatus(403).withBody("<html>Your proxy says no to secret</html>"));

    assertThat(failure()).hasMessage("Slack answered 403");
  }

  @Test
  void aServerThatHangsMayComeBack() {
    answers(aResponse().withStatus(200).withFixedDelay(5_000));

    try (SlackNotifier hasty = notifier(SLACK.url(PATH), Duration.ofMillis(300))) {
      DeliveryException failure = failure(hasty);

      assertThat(failure.isPassing()).isTrue();
      assertThat(failure.getMessage()).doesNotContain("secret");
    }
  }

  @Test
  void aBrokenConnectionMayHeal() {
    answers(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

    assertThat(failure().isPassing()).isTrue();
  }

  @Test
  void aServerThatIsNotThereMayComeBack() {
    try (SlackNotifier nowhere = notifier("http://127.0.0.1:1" + PATH)) {
      DeliveryException failure = failure(nowhere);

      assertThat(failure.isPassing()).isTrue();
      assertThat(failure).hasMessage("Slack cannot be reached: ConnectException");
    }
  }

  @Test
  void withoutAWebhookNothingIsTried() {
    try (SlackNotifier unset = new SlackNotifier(SlackSettings.none(), Duration.ofSeconds(1))) {
      DeliveryException failure = failure(unset);

      assertThat(failure.isPassing()).isFalse();
      assertThat(failure)
          .hasMessage(
              "neither telltale.alerts.slack-webhook nor telltale.alerts.slack-token is set");
    }
  }

  @Test
  void itServesSlackOnly() {
    assertThat(
            List.of("slack", "Slack", "console", "email").stream()
                .filter(kind -> notifier.serves(new Channel(kind, "#support"))))
        .containsExactly("slack");
  }

  private static SlackNotifier notifier(String url, Duration timeout) {
    return new SlackNotifier(
        new SlackSettings(
            Optional.of(URI.create(url)), Optional.empty(), Optional.empty(), SlackSettings.API),
        timeout);
  }

  private static SlackNotifier notifier(String url) {
    return notifier(url, Duration.ofSeconds(30));
  }

  private static void answers(ResponseDefinitionBuilder answer) {
    SLACK.stubFor(post(urlEqualTo(PATH)).willReturn(answer));
  }

  private DeliveryException failure() {
    return failure(notifier);
  }

  private static DeliveryException failure(SlackNotifier notifier) {
    return catchThrowableOfType(
        DeliveryException.class,
        () -> notifier.send(SomeEvents.message(SomeEvents.fired().build()), SomeEvents.SLACK));
  }
}
