// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static dev.telltale.alert.notify.SomeEvents.SLACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessagePostTest {
  private static final Message OVERVIEW =
      Message.plain(
          "shop/2026-03-01",
          "shop",
          "shop on 2026-03-01: 1,204 labels",
          List.of(),
          List.of(),
          Optional.empty(),
          SomeEvents.AT);

  private final List<String> counted = new ArrayList<>();

  @Test
  void aMessageIsTriedAgainAndWhatIsToBeRecordedIsGiven() {
    ScriptedNotifier slack = new ScriptedNotifier("slack", DeliveryException.passing("away"), null);

    Delivery delivery = post(slack, SLACK);

    assertThat(slack.messages).containsExactly(OVERVIEW);
    assertThat(delivery.getEventId()).isEqualTo("shop/2026-03-01");
    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED);
    assertThat(delivery.getAttempts()).isEqualTo(2);
    assertThat(counted).containsExactly("slack DELIVERED");
  }

  @Test
  void aChannelThatNobodyServesIsAFailureWithItsReason() {
    Delivery delivery = post(new ScriptedNotifier("slack"), new Channel("email", "ada"));

    assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.FAILED);
    assertThat(delivery.getDetail())
        .isEqualTo(
            "channel email: not served by this installation (telltale.alerts.smtp.host is not"
                + " set)");
  }

  private Delivery post(Notifier slack, Channel channel) {
    try (MessagePost post =
        new MessagePost(
            List.of(slack, new UnservedChannels(List.of(slack))),
            new Patience(3, Duration.ofMillis(1), Duration.ofMillis(1)),
            () -> FakeTopics.NOW,
            new Counting())) {
      return post.post(OVERVIEW, channel);
    }
  }

  private final class Counting implements NotifyMetrics {
    @Override
    public void delivery(String notifier, DeliveryOutcome outcome) {
      counted.add(notifier + " " + outcome);
    }

    @Override
    public void channelsOff(String notifier, int channels) {}

    @Override
    public void deadLetter(String reason) {}
  }
}
