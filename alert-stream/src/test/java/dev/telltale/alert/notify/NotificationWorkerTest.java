// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static dev.telltale.alert.notify.SomeEvents.CONSOLE;
import static dev.telltale.alert.notify.SomeEvents.SLACK;
import static dev.telltale.alert.notify.SomeEvents.fired;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.telltale.alert.notify.console.ConsoleNotifier;
import dev.telltale.alert.notify.slack.SlackNotifier;
import dev.telltale.alert.notify.slack.SlackSettings;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.kafka.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotificationWorkerTest {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"))
          .build();

  private final FakeTopics topics = new FakeTopics();

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void anEventIsSentThenRecordedThenCommitted() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.append(fired("e1", SLACK, CONSOLE));
    topics.start(slack);

    Delivery delivery = only(topics.awaitDeliveries(1));
    assertThat(delivery.getEventId()).isEqualTo("e1");
    assertThat(delivery.getProject()).isEqualTo("shop");
    assertThat(delivery.getChannel()).isEqualTo(SLACK);
    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    assertThat(delivery.getAttempts()).isEqualTo(1);
    assertThat(delivery.getAt()).isEqualTo(FakeTopics.NOW);
    topics.awaitCommitted(1);
    assertThat(slack.sent).extracting(AlertEvent::getEventId).containsExactly("e1");
  }

  @Test
  void anEventWithoutChannelsGoesToTheConsole() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    topics.append(fired("e1"));
    topics.start(new ConsoleNotifier(new PrintStream(printed, true, UTF_8)));

    topics.awaitDeliveries(1);

    assertThat(printed.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "ALERT 2026-03-01T12:01:30Z User frustration (parcel-support): true rate 42 % (95 %"
                + " interval 29 to 56 %, 50 labels) is at or above 30 % over 5 min");
  }

  @Test
  void aSilencedEventIsPassedOver() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.append(AlertEvent.newBuilder(fired("e1", SLACK)).setNotify(false).build());
    topics.append(fired("e2", SLACK));
    topics.start(slack);

    topics.awaitCommitted(2);

    assertThat(slack.sent).extracting(AlertEvent::getEventId).containsExactly("e2");
    assertThat(topics.deliveries()).hasSize(1);
  }

  @Test
  void twoChannelsOfOneKindAreTwoMessages() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.append(fired("e1", new Channel("slack", "#a"), new Channel("slack", "#b")));
    topics.start(slack);

    assertThat(topics.awaitDeliveries(2))
        .extracting(delivery -> delivery.getChannel().getTarget().orElseThrow())
        .containsExactly("#a", "#b");
  }

  @Test
  void anEventThatComesTwiceIsSentOnce() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.append(fired("e1", SLACK));
    topics.append(fired("e1", SLACK));
    topics.start(slack);

    topics.awaitCommitted(2);

    assertThat(slack.sent).hasSize(1);
    assertThat(topics.deliveries()).hasSize(1);
  }

  @Test
  void afterARestartWhatWasRecordedIsNotSentAgain() {
    topics.recorded(fired("e1", SLACK), SLACK, DeliveryOutcome.DELIVERED);
    topics.recorded(fired("e2", SLACK), SLACK, DeliveryOutcome.FAILED);
    topics.append(fired("e1", SLACK));
    topics.append(fired("e2", SLACK));
    topics.append(fired("e3", SLACK));
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.start(slack);

    topics.awaitCommitted(3);

    assertThat(slack.sent).extracting(AlertEvent::getEventId).containsExactly("e3");
  }

  @Test
  void whatWasRecordedForAnotherChannelDoesNotCount() {
    topics.recorded(fired("e1", SLACK, CONSOLE), CONSOLE, DeliveryOutcome.DELIVERED);
    topics.append(fired("e1", SLACK, CONSOLE));
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.start(slack);

    topics.awaitCommitted(1);

    assertThat(slack.sent).hasSize(1);
  }

  @Test
  void whatCannotBeRecordedIsRecordedLaterAndNotSentAgain() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.refuseRecords(2, new TimeoutException("broker away"));
    topics.append(fired("e1", SLACK));
    topics.start(slack);

    topics.awaitCommitted(1);

    assertThat(slack.sent).hasSize(1);
    assertThat(topics.deliveries())
        .extracting(Delivery::getEventId, Delivery::getOutcome)
        .containsExactly(tuple("e1", DeliveryOutcome.DELIVERED));
  }

  @Test
  void aPassingFailureIsTriedAgain() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", DeliveryException.passing("away"), null);
    topics.append(fired("e1", SLACK));
    topics.start(slack);

    Delivery delivery = only(topics.awaitDeliveries(1));

    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    assertThat(delivery.getAttempts()).isEqualTo(2);
  }

  @Test
  void aFailureThatDoesNotPassIsGivenUpAndTheNextEventIsSent() {
    DeliveryException away = DeliveryException.passing("away");
    ScriptedNotifier slack = new ScriptedNotifier("slack", away, away, away, null);
    topics.append(fired("e1", SLACK));
    topics.append(fired("e2", SLACK));
    topics.start(slack);

    assertThat(topics.awaitDeliveries(2))
        .extracting(
            Delivery::getEventId, Delivery::getOutcome, Delivery::getAttempts, Delivery::getDetail)
        .containsExactly(
            tuple("e1", DeliveryOutcome.FAILED, 3, "away"),
            tuple("e2", DeliveryOutcome.DELIVERED, 1, ""));
    assertThat(topics.metrics)
        .containsExactly("dead letter given-up", "slack FAILED", "slack DELIVERED");
    assertThat(topics.deadLetter().key())
        .isEqualTo("shop/parcel-support/user-frustration/too-many");
  }

  @Test
  void aLastingFailureIsTriedOnce() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", DeliveryException.lasting("no_service"));
    topics.append(fired("e1", SLACK));
    topics.start(slack);

    assertThat(only(topics.awaitDeliveries(1)).getAttempts()).isEqualTo(1);
  }

  @Test
  void aChannelThatNobodyServesIsRecordedAsFailed() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.append(fired("e1", SLACK, new Channel("pigeon", "loft")));
    topics.start(new UnservedChannels(List.of(slack)));

    Delivery delivery = only(topics.awaitDeliveries(1));

    assertThat(delivery.getChannel().getKind()).isEqualTo("pigeon");
    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.FAILED);
    assertThat(delivery.getDetail()).isEqualTo("channel pigeon: not served by this installation");
  }

  @Test
  void anEventThatNobodyCanReadIsPutAsideOnce() {
    topics.appendBytes(new byte[] {1, 2, 3});
    topics.appendNothing();
    topics.start(new UnservedChannels(List.of()));

    topics.awaitCommitted(2);

    assertThat(topics.metrics).containsExactly("dead letter no-schema-id", "dead letter no-value");
    assertThat(
            new String(topics.deadLetter().headers().lastHeader(DeadLetter.OFFSET).value(), UTF_8))
        .isEqualTo("0");
    assertThat(topics.deadLetter().value()).isEqualTo(new byte[] {1, 2, 3});
  }

  @Test
  void theOthersPassOverWhatNobodyCanRead() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    topics.appendBytes(new byte[] {1, 2, 3});
    topics.append(fired("e2", SLACK));
    topics.start(slack);

    topics.awaitCommitted(2);

    assertThat(slack.sent).hasSize(1);
    assertThat(topics.metrics).containsExactly("slack DELIVERED");
  }

  @Test
  void aWorkerThatIsClosedBetweenAttemptsRecordsNothing() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", DeliveryException.passing("away"));
    topics.append(fired("e1", SLACK));
    topics.start(slack, new Patience(2, Duration.ofHours(1), Duration.ofHours(1)));
    await().until(() -> slack.attempts.get() == 1);

    topics.interrupt();

    await().until(() -> !topics.isAlive());
    assertThat(topics.deliveries()).isEmpty();
    topics.assertNothingCommitted();
  }

  // ---- with Slack's own client and a server

  @Test
  void slackThatAnswersIsAskedOnce() {
    answers(ok("ok"));

    assertThat(sendToSlack().getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    SERVER.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void slackThatStumblesIsAskedAgain() {
    answers(aResponse().withStatus(500), ok("ok"));

    Delivery delivery = sendToSlack();

    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    assertThat(delivery.getAttempts()).isEqualTo(2);
  }

  @Test
  void slackThatWantsAPauseGetsIt() {
    answers(aResponse().withStatus(429).withHeader("Retry-After", "1"), ok("ok"));
    long start = System.nanoTime();

    Delivery delivery = sendToSlack();

    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void slackThatHangsIsGivenUpAndRecorded() {
    answers(ok("ok").withFixedDelay(10_000));

    Delivery delivery = sendToSlack(Duration.ofMillis(300));

    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.FAILED);
    assertThat(delivery.getAttempts()).isEqualTo(3);
    assertThat(delivery.getDetail()).startsWith("Slack cannot be reached");
  }

  @Test
  void slackThatRefusesIsAskedOnce() {
    answers(aResponse().withStatus(410).withBody("channel_is_archived"));

    Delivery delivery = sendToSlack();

    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.FAILED);
    assertThat(delivery.getDetail()).isEqualTo("Slack answered 410: channel_is_archived");
    SERVER.verify(1, postRequestedFor(anyUrl()));
  }

  private Delivery sendToSlack() {
    return sendToSlack(Duration.ofSeconds(30));
  }

  private Delivery sendToSlack(Duration timeout) {
    topics.append(fired("e1", SLACK));
    topics.start(
        new SlackNotifier(
            new SlackSettings(
                Optional.of(URI.create(SERVER.url("/hook"))),
                Optional.empty(),
                Optional.empty(),
                SlackSettings.API),
            timeout));
    return only(topics.awaitDeliveries(1));
  }

  private static void answers(ResponseDefinitionBuilder... inTurn) {
    String state = STARTED;
    for (int i = 0; i < inTurn.length; i++) {
      String next = i + 1 < inTurn.length ? "answered " + (i + 1) : state;
      SERVER.stubFor(
          post(anyUrl())
              .inScenario("slack")
              .whenScenarioStateIs(state)
              .willSetStateTo(next)
              .willReturn(inTurn[i]));
      state = next;
    }
  }

  private static Delivery only(List<Delivery> deliveries) {
    assertThat(deliveries).hasSize(1);
    return deliveries.get(0);
  }
}
