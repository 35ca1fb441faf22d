// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an event's messages, each until it is taken or given up, and records them. One thread. */
final class Sender {
  private static final Logger LOGGER = LoggerFactory.getLogger(Sender.class);
  private static final List<Channel> CONSOLE = List.of(new Channel("console", null));

  private final Notifier notifier;
  private final DeliveryLog log;
  private final InstantSource time;
  private final NotifyMetrics metrics;
  private final Retry retry;
  private final Queue<Delivery> unrecorded = new ArrayDeque<>();

  Sender(
      Notifier notifier,
      DeliveryLog log,
      Patience patience,
      InstantSource time,
      NotifyMetrics metrics) {
    this.notifier = notifier;
    this.log = log;
    this.time = time;
    this.metrics = metrics;
    this.retry =
        Retry.of(
            notifier.name(),
            RetryConfig.custom()
                .maxAttempts(patience.attempts())
                .retryOnException(
                    e -> e instanceof DeliveryException failure && failure.isPassing())
                .intervalBiFunction(
                    (attempt, failed) ->
                        patience.after(attempt, (DeliveryException) failed.getLeft()).toMillis())
                .build());
  }

  /**
   * Sends what is to be sent of an event and is not sent yet. When it fails, the same event has to
   * come again; nothing is sent twice by that.
   *
   * @throws KafkaException when something was sent and could not be recorded, or the thread was
   *     interrupted
   */
  void send(AlertEvent event) {
    recordAll();
    if (!event.getNotify()) {
      return;
    }
    for (Channel channel : channels(event)) {
      if (notifier.serves(channel) && !log.isDone(event.getEventId(), channel)) {
        unrecorded.add(deliver(event, channel));
        log.markDone(event.getEventId(), channel);
        recordAll();
      }
    }
  }

  private static List<Channel> channels(AlertEvent event) {
    List<Channel> channels = event.getRule().getChannels();
    return channels.isEmpty() ? CONSOLE : channels;
  }

  private Delivery deliver(AlertEvent event, Channel channel) {
    AtomicInteger attempts = new AtomicInteger();
    DeliveryOutcome outcome = DeliveryOutcome.DELIVERED;
    String detail = "";
    try {
      retry.executeCallable(
          () -> {
            attempts.incrementAndGet();
            notifier.send(event, channel);
            return attempts;
          });
    } catch (DeliveryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptException("stopped between two attempts");
      }
      outcome = DeliveryOutcome.FAILED;
      detail = e.getMessage();
      LOGGER
          .atWarn()
          .addKeyValue("eventId", event.getEventId())
          .addKeyValue("channel", channel.getKind())
          .addKeyValue("attempts", attempts.get())
          .addKeyValue("error", detail)
          .log("message given up");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a notifier throws nothing else", e);
    }
    metrics.delivery(notifier.name(), outcome);
    return Delivery.newBuilder()
        .setEventId(event.getEventId())
        .setProject(event.getRule().getProject())
        .setChannel(channel)
        .setOutcome(outcome)
        .setAttempts(attempts.get())
        .setDetail(detail)
        .setAt(time.instant())
        .build();
  }

  private void recordAll() {
    while (!unrecorded.isEmpty()) {
      log.record(unrecorded.element());
      unrecorded.remove();
    }
  }
}
