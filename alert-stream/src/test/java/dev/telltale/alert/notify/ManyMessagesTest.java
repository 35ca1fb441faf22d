// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static dev.telltale.alert.notify.SomeEvents.SLACK;
import static dev.telltale.alert.notify.SomeEvents.fired;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.telltale.alert.notify.console.ConsoleNotifier;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Transition;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many messages for one channel; old ones; channels that fail again and again. */
class ManyMessagesTest {
  private final DeliveryException no = DeliveryException.lasting("no_service");

  private final FakeTopics topics = new FakeTopics();

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void whatIsTooMuchForAMinuteGoesOutAsOneMessageThatListsIt() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    for (int i = 1; i <= 9; i++) {
      topics.append(fired("e" + i, SLACK));
    }
    topics.start(slack);

    List<Delivery> deliveries = topics.awaitDeliveries(9);

    assertThat(slack.messages).hasSize(6);
    Message last = slack.messages.get(5);
    assertThat(last.id()).isEqualTo("e6");
    assertThat(last.headline()).isEqualTo("4 more messages of alerts at once");
    assertThat(last.lines()).hasSize(4).allMatch(line -> line.startsWith("User frustration ("));
    assertThat(deliveries.subList(4, 9))
        .extracting(Delivery::getEventId, Delivery::getOutcome, Delivery::getDetail)
        .containsExactly(
            tuple("e5", DeliveryOutcome.DELIVERED, ""),
            tuple("e6", DeliveryOutcome.DELIVERED, ""),
            tuple("e7", DeliveryOutcome.DIGESTED, "in the message e6"),
            tuple("e8", DeliveryOutcome.DIGESTED, "in the message e6"),
            tuple("e9", DeliveryOutcome.DIGESTED, "in the message e6"));
    topics.awaitCommitted(9);
  }

  @Test
  void everyChannelHasAMinuteOfItsOwn() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    for (int i = 1; i <= 5; i++) {
      topics.append(fired("e" + i, new Channel("slack", "#a"), new Channel("slack", "#b")));
    }
    topics.start(slack);

    assertThat(topics.awaitDeliveries(10))
        .extracting(Delivery::getOutcome)
        .containsOnly(DeliveryOutcome.DELIVERED);
    assertThat(slack.messages).hasSize(10);
  }

  @Test
  void programsGetEveryEventOnItsOwn() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    for (int i = 1; i <= 30; i++) {
      topics.append(fired("e" + i));
    }
    topics.start(new ConsoleNotifier(new PrintStream(printed, true, StandardCharsets.UTF_8)));

    topics.awaitDeliveries(30);

    assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(30);
  }

  @Test
  void aMessageOfManyThatIsGivenUpIsGivenUpForEachOfThem() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", null, null, null, null, null, no);
    for (int i = 1; i <= 8; i++) {
      topics.append(fired("e" + i, SLACK));
    }
    topics.start(slack);

    assertThat(topics.awaitDeliveries(8).subList(5, 8))
        .extracting(Delivery::getOutcome, Delivery::getDetail)
        .containsOnly(tuple(DeliveryOutcome.FAILED, "no_service"));
    assertThat(topics.metrics).filteredOn(word -> word.equals("dead letter given-up")).hasSize(3);
    assertThat(topics.off).isZero();
  }

  @Test
  void lastWeeksEventsAreRecordedAndNotSent() {
    ScriptedNotifier slack = new ScriptedNotifier("slack");
    AlertEvent old =
        AlertEvent.newBuilder(fired("e1", SLACK))
            .setTriggeredAt(FakeTopics.NOW.minus(Duration.ofHours(25)))
            .build();
    topics.append(old);
    topics.append(fired("e2", SLACK));
    topics.start(slack);

    assertThat(topics.awaitDeliveries(2))
        .extracting(Delivery::getEventId, Delivery::getOutcome, Delivery::getAttempts)
        .containsExactly(
            tuple("e1", DeliveryOutcome.FAILED, 0), tuple("e2", DeliveryOutcome.DELIVERED, 1));
    assertThat(topics.deliveries().get(0).getDetail()).startsWith("too old: 2026-02-28T");
    assertThat(slack.sent).extracting(AlertEvent::getEventId).containsExactly("e2");
  }

  @Test
  void aChannelThatFailsAgainAndAgainIsSwitchedOffAndSaidSoOnce() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", no);
    for (int i = 1; i <= 5; i++) {
      topics.append(fired("e" + i, SLACK));
    }
    topics.start(slack);

    assertThat(topics.awaitDeliveries(5))
        .extracting(Delivery::getOutcome)
        .containsExactly(
            DeliveryOutcome.FAILED,
            DeliveryOutcome.FAILED,
            DeliveryOutcome.FAILED,
            DeliveryOutcome.SWITCHED_OFF,
            DeliveryOutcome.SWITCHED_OFF);
    assertThat(slack.attempts).hasValue(3);
    assertThat(topics.off).isEqualTo(1);
    assertThat(topics.notices)
        .containsExactly(
            "Channel slack is switched off: 3 messages in a row could not be sent (no_service)."
                + " Messages for it are recorded and not sent; one is tried after 60 min or a"
                + " restart.");
  }

  @Test
  void aTestIsSentToAChannelThatIsOffAndSwitchesItOnAgain() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", no, no, no, null);
    for (int i = 1; i <= 3; i++) {
      topics.append(fired("e" + i, SLACK));
    }
    topics.append(AlertEvent.newBuilder(fired("t1", SLACK)).setTransition(Transition.TEST).build());
    topics.append(fired("e4", SLACK));
    topics.start(slack);

    assertThat(topics.awaitDeliveries(5))
        .extracting(Delivery::getOutcome)
        .containsExactly(
            DeliveryOutcome.FAILED,
            DeliveryOutcome.FAILED,
            DeliveryOutcome.FAILED,
            DeliveryOutcome.DELIVERED,
            DeliveryOutcome.DELIVERED);
  }

  @Test
  void otherChannelsOfTheSameKindGoOn() {
    Channel bad = new Channel("slack", "#gone");
    ScriptedNotifier slack = new ScriptedNotifier("slack", no, no, no, null);
    for (int i = 1; i <= 4; i++) {
      topics.append(fired("e" + i, bad));
    }
    topics.append(fired("e5", new Channel("slack", "#here")));
    topics.start(slack);

    assertThat(topics.awaitDeliveries(5).get(4).getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    assertThat(slack.sent).extracting(AlertEvent::getEventId).containsExactly("e5");
  }

  @Test
  void afterARestartAChannelThatWasOffGetsOneMessageToTry() {
    for (int i = 1; i <= 3; i++) {
      topics.recorded(fired("f" + i, SLACK), SLACK, DeliveryOutcome.FAILED);
    }
    topics.recorded(fired("f4", SLACK), SLACK, DeliveryOutcome.SWITCHED_OFF);
    topics.append(fired("e1", SLACK));
    topics.append(fired("e2", SLACK));
    ScriptedNotifier slack = new ScriptedNotifier("slack", no);
    topics.start(slack);

    assertThat(topics.awaitDeliveries(2))
        .extracting(Delivery::getOutcome)
        .containsExactly(DeliveryOutcome.FAILED, DeliveryOutcome.SWITCHED_OFF);
    assertThat(topics.off).isEqualTo(1);
    assertThat(topics.notices).isEmpty();
  }

  @Test
  void aChannelThatWasOffAndTakesTheTryIsOnAgain() {
    for (int i = 1; i <= 3; i++) {
      topics.recorded(fired("f" + i, SLACK), SLACK, DeliveryOutcome.FAILED);
    }
    topics.append(fired("e1", SLACK));
    topics.append(fired("e2", SLACK));
    topics.start(new ScriptedNotifier("slack"));

    assertThat(topics.awaitDeliveries(2))
        .extracting(Delivery::getOutcome)
        .containsOnly(DeliveryOutcome.DELIVERED);
    assertThat(topics.off).isZero();
    assertThat(topics.notices).containsExactly("Channel slack works again.");
  }

  @Test
  void aSuccessAfterTheFailuresMeansThatAllIsWell() {
    for (int i = 1; i <= 3; i++) {
      topics.recorded(fired("f" + i, SLACK), SLACK, DeliveryOutcome.FAILED);
    }
    topics.recorded(
        fired("f4", SLACK), SLACK, DeliveryOutcome.DELIVERED, FakeTopics.NOW.plusSeconds(1));
    topics.append(fired("e1", SLACK));
    topics.append(fired("e2", SLACK));
    ScriptedNotifier slack = new ScriptedNotifier("slack", no);
    topics.now = FakeTopics.NOW.plusSeconds(2);
    topics.start(slack);

    assertThat(topics.awaitDeliveries(2))
        .extracting(Delivery::getOutcome)
        .containsOnly(DeliveryOutcome.FAILED);
  }

  @Test
  void aNotifierThatBreaksOverOneMessageSendsTheNext() {
    ScriptedNotifier slack =
        new ScriptedNotifier("slack") {
          @Override
          public void send(Message message, Channel channel) throws DeliveryException {
            if (message.id().equals("e1")) {
              throw new IllegalStateException("bug");
            }
            super.send(message, channel);
          }
        };
    topics.append(fired("e1", SLACK));
    topics.append(fired("e2", SLACK));
    topics.start(slack);

    assertThat(topics.awaitDeliveries(2))
        .extracting(Delivery::getOutcome, Delivery::getDetail)
        .containsExactly(
            tuple(DeliveryOutcome.FAILED, "fault in the notifier: IllegalStateException"),
            tuple(DeliveryOutcome.DELIVERED, ""));
  }
}
