// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.telltale.alert.notify.SomeEvents.changed;
import static dev.telltale.alert.notify.SomeEvents.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.SomeEvents;
import dev.telltale.schemas.alert.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackBotTest {
  private static final String POST = "/api/chat.postMessage";
  private static final Channel OPS = new Channel("slack", "#ops");

  @RegisterExtension
  static final WireMockExtension SLACK =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"))
          .build();

  private final SlackNotifier bot = notifier(Optional.of("xoxb-secret"), Optional.of("C0DEFAULT"));

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void aRulesChannelIsPostedToWithTheToken() throws Exception {
    answers(okJson("{\"ok\":true,\"ts\":\"1.2\",\"channel\":\"C1\"}"));

    bot.send(message(changed().build()), OPS);

    SLACK.verify(
        1,
        postRequestedFor(urlEqualTo(POST))
            .withHeader("Authorization", equalTo("Bearer xoxb-secret"))
            .withFormParam("channel", equalTo("#ops"))
            .withFormParam("text", containing("rose by 45 % to 42 %"))
            .withFormParam("blocks", containing("*Before*")));
  }

  @Test
  void aRuleWithoutAChannelGoesToTheConfiguredOne() throws Exception {
    answers(okJson("{\"ok\":true}"));

    bot.send(message(changed().build()), SomeEvents.SLACK);

    SLACK.verify(
        1, postRequestedFor(urlEqualTo(POST)).withFormParam("channel", equalTo("C0DEFAULT")));
  }

  @Test
  void aTokenWithoutAnyChannelSaysWhatIsMissing() {
    try (SlackNotifier lost = notifier(Optional.of("xoxb-secret"), Optional.empty())) {
      assertThat(failure(lost, SomeEvents.SLACK))
          .hasMessage("no Slack channel is named, and telltale.alerts.slack-channel is not set");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "invalid_auth | false | Slack answered invalid_auth (the token is not valid: set"
            + " telltale.alerts.slack-token anew)",
        "channel_not_found | false | Slack answered channel_not_found (there is no such channel, or"
            + " it is private: invite the bot)",
        "not_in_channel | false | Slack answered not_in_channel (invite the bot to the channel)",
        "is_archived | false | Slack answered is_archived (the channel is archived)",
        "ratelimited | true | Slack answered ratelimited",
        "internal_error | true | Slack answered internal_error",
        "something_new | false | Slack answered something_new",
      })
  void refusalsAreToldApart(String error, boolean passing, String detail) {
    answers(okJson("{\"ok\":false,\"error\":\"" + error + "\"}"));

    DeliveryException failure = failure(bot, OPS);

    assertThat(failure.isPassing()).isEqualTo(passing);
    assertThat(failure).hasMessage(detail);
  }

  @Test
  void tooManyRequestsAreAskedToComeBackLater() {
    answers(
        aResponse()
            .withStatus(429)
            .withHeader("Retry-After", "23")
            .withBody("{\"ok\":false,\"error\":\"ratelimited\"}"));

    DeliveryException failure = failure(bot, OPS);

    assertThat(failure.isPassing()).isTrue();
    assertThat(failure.notBefore()).contains(Duration.ofSeconds(23));
    assertThat(failure).hasMessage("Slack answered 429: ratelimited");
  }

  @Test
  void anErrorOfTheServerMayPass() {
    answers(aResponse().withStatus(503).withBody("<html>"));

    assertThat(failure(bot, OPS).isPassing()).isTrue();
  }

  @Test
  void theLargestMessageStaysWithinWhatSlackTakes() {
    List<String> lines = IntStream.range(0, 50).mapToObj(i -> i + "x".repeat(900)).toList();
    Message many =
        new Message(
            "id",
            "shop",
            Message.Tone.BAD,
            "h".repeat(4_000),
            message(changed().build()).facts(),
            lines,
            Collections.nCopies(10, "t".repeat(300)),
            List.of("n".repeat(4_000)),
            Optional.empty(),
            List.of(),
            SomeEvents.AT);

    SlackMessage message = SlackMessage.of(many);

    assertThat(message.blocks()).hasSizeLessThanOrEqualTo(50);
    assertThat(message.blocks())
        .allSatisfy(block -> assertThat(block.toString()).hasSizeLessThan(3_300));
  }

  private static SlackNotifier notifier(Optional<String> token, Optional<String> channel) {
    return new SlackNotifier(
        new SlackSettings(Optional.empty(), token, channel, URI.create(SLACK.url("/api"))),
        Duration.ofSeconds(30));
  }

  private static void answers(ResponseDefinitionBuilder answer) {
    SLACK.stubFor(post(urlEqualTo(POST)).willReturn(answer));
  }

  private static DeliveryException failure(SlackNotifier notifier, Channel channel) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            DeliveryException.class, () -> notifier.send(message(changed().build()), channel)));
  }
}
