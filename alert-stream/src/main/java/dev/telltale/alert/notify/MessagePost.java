// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends messages that tell of no event, such as daily overviews. It has notifiers of its own, as
 * each is for one thread. One thread.
 */
public final class MessagePost implements AutoCloseable {
  private final List<Served> served;
  private final InstantSource time;
  private final NotifyMetrics metrics;

  private record Served(Notifier notifier, Tries tries) {}

  /** Makes one; the notifiers are closed with it. */
  public MessagePost(
      List<Notifier> notifiers, Patience patience, InstantSource time, NotifyMetrics metrics) {
    this.served =
        notifiers.stream()
            .map(notifier -> new Served(notifier, new Tries(notifier, patience)))
            .toList();
    this.time = time;
    this.metrics = metrics;
  }

  /**
   * Sends a message, tries again while that makes sense, and returns when it was taken or given up.
   * That may take minutes.
   *
   * @param channel of kind email: the target is the member who gets it
   * @return what is to be recorded; its event id is the message's id
   * @throws InterruptException when the thread was interrupted between two attempts
   */
  public Delivery post(Message message, Channel channel) {
    Served one =
        served.stream()
            .filter(candidate -> candidate.notifier.serves(channel))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("nobody serves " + channel.getKind()));
    Tries.Outcome outcome = one.tries.send(() -> message, channel);
    DeliveryOutcome word = outcome.taken() ? DeliveryOutcome.DELIVERED : DeliveryOutcome.FAILED;
    metrics.delivery(one.notifier.name(), word);
    return Delivery.newBuilder()
        .setEventId(message.id())
        .setProject(message.project())
        .setChannel(channel)
        .setOutcome(word)
        .setAttempts(outcome.attempts())
        .setDetail(outcome.detail())
        .setAt(time.instant())
        .build();
  }

  @Override
  public void close() {
    served.forEach(one -> one.notifier.close());
  }
}
