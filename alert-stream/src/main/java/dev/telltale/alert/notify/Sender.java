// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events' messages, each until it is taken or given up, and records them. Of many that wait
 * for one channel the first go out on their own, the rest in one message. One thread.
 */
final class Sender {
  private static final Logger LOGGER = LoggerFactory.getLogger(Sender.class);

  /** Shorter than a consumer may stay away from its group. */
  private static final Duration ROUND = Duration.ofMinutes(5);

  private final Notifier notifier;
  private final DeliveryLog log;
  private final ChannelHealth health;
  private final DeliverySettings settings;
  private final InstantSource time;
  private final NotifyMetrics metrics;
  private final Asides asides;
  private final AlertMessages messages;
  private final ChannelPace pace;
  private final Tries tries;
  private final Queue<Delivery> unrecorded = new ArrayDeque<>();

  /**
   * Where else a sender speaks.
   *
   * @param givenUp takes what could not be sent, once a channel
   * @param notices takes what people must know of the installation, such as a channel that is off
   */
  record Asides(Consumer<Received> givenUp, Consumer<String> notices) {}

  Sender(
      Notifier notifier,
      DeliveryLog log,
      ChannelHealth health,
      DeliverySettings settings,
      InstantSource time,
      NotifyMetrics metrics,
      Asides asides) {
    this.notifier = notifier;
    this.log = log;
    this.health = health;
    this.settings = settings;
    this.time = time;
    this.metrics = metrics;
    this.asides = asides;
    this.messages = new AlertMessages(settings.more());
    this.pace = new ChannelPace(settings.perMinute(), settings.digestAfter(), time);
    this.tries = new Tries(notifier, settings.patience());
  }

  /**
   * Sends what is to be sent of these events and is not sent yet. When it fails, the same events
   * have to come again; nothing is sent twice by that.
   *
   * @return false when it took so long that the same events have to come again
   * @throws KafkaException when something was sent and could not be recorded, or the thread was
   *     interrupted
   */
  boolean send(Collection<Received> events) {
    recordAll();
    Map<Channel, Map<String, Received>> waiting = new LinkedHashMap<>();
    for (Received received : events) {
      if (received.event().getNotify()) {
        sort(received, waiting);
      }
    }
    Instant end = time.instant().plus(ROUND);
    for (Map.Entry<Channel, Map<String, Received>> channel : waiting.entrySet()) {
      if (!sendAll(channel.getKey(), List.copyOf(channel.getValue().values()), end)) {
        return false;
      }
    }
    return true;
  }

  /** What is not to be sent is recorded at once; the rest waits for its channel. */
  private void sort(Received received, Map<Channel, Map<String, Received>> waiting) {
    AlertEvent event = received.event();
    for (Channel channel : channels(event)) {
      if (!notifier.serves(channel) || log.isDone(event.getEventId(), channel)) {
        continue;
      }
      for (Recipient recipient : notifier.recipients(event, channel)) {
        if (log.isDone(event.getEventId(), recipient.channel())) {
          continue;
        }
        if (recipient.withheld().isPresent()) {
          Recipient.Withheld why = recipient.withheld().get();
          conclude(event, recipient.channel(), why.outcome(), 0, why.reason());
        } else if (isTooOld(event)) {
          String detail = "too old: " + event.getTriggeredAt();
          conclude(event, recipient.channel(), DeliveryOutcome.FAILED, 0, detail);
        } else {
          waiting
              .computeIfAbsent(recipient.channel(), name -> new LinkedHashMap<>())
              .put(event.getEventId(), received);
        }
      }
    }
    recordAll();
  }

  private List<Channel> channels(AlertEvent event) {
    List<Channel> channels = event.getRule().getChannels();
    return channels.isEmpty() ? settings.defaultChannels() : channels;
  }

  private boolean isTooOld(AlertEvent event) {
    return event.getTriggeredAt().isBefore(time.instant().minus(settings.within()));
  }

  private boolean sendAll(Channel channel, List<Received> waiting, Instant end) {
    int alone = notifier.isForPeople() ? pace.alone(ChannelName.of(channel)) : Integer.MAX_VALUE;
    // One message that lists one is that one.
    int cut = waiting.size() <= alone || waiting.size() == alone + 1 ? waiting.size() : alone;
    for (Received received : waiting.subList(0, cut)) {
      if (time.instant().isAfter(end)) {
        return false;
      }
      deliver(channel, () -> messages.of(received.event()), List.of(received));
    }
    List<Received> rest = waiting.subList(cut, waiting.size());
    if (!rest.isEmpty() && time.instant().isAfter(end)) {
      return false;
    }
    if (!rest.isEmpty()) {
      List<AlertEvent> events = rest.stream().map(Received::event).toList();
      deliver(channel, () -> messages.gathered(events), rest);
    }
    return true;
  }

  private void deliver(Channel channel, Supplier<Message> message, List<Received> about) {
    ChannelName name = ChannelName.of(channel);
    if (health.isOff(name, time.instant()) && about.stream().noneMatch(Sender::isTest)) {
      for (Received received : about) {
        String detail = "the channel is switched off";
        conclude(received.event(), channel, DeliveryOutcome.SWITCHED_OFF, 0, detail);
      }
      recordAll();
      return;
    }
    if (notifier.isForPeople()) {
      pace.await(name);
    }
    Tries.Outcome outcome = tries.send(message, channel);
    if (outcome.taken()) {
      taken(channel, about, outcome);
    } else {
      givenUp(channel, about, outcome);
    }
    recordAll();
  }

  /** Who asks for a test wants to know whether the channel works now. */
  private static boolean isTest(Received received) {
    return received.event().getTransition() == Transition.TEST;
  }

  private void taken(Channel channel, List<Received> about, Tries.Outcome outcome) {
    String carrier = about.get(0).event().getEventId();
    for (Received received : about) {
      boolean first = received.event().getEventId().equals(carrier);
      conclude(
          received.event(),
          channel,
          first ? DeliveryOutcome.DELIVERED : DeliveryOutcome.DIGESTED,
          outcome.attempts(),
          first ? "" : "in the message " + carrier);
    }
    ChannelName name = ChannelName.of(channel);
    if (health.good(name, time.instant())) {
      say("Channel " + name.text() + " works again.");
    }
  }

  private void givenUp(Channel channel, List<Received> about, Tries.Outcome outcome) {
    ChannelName name = ChannelName.of(channel);
    about.forEach(asides.givenUp());
    for (Received received : about) {
      conclude(
          received.event(), channel, DeliveryOutcome.FAILED, outcome.attempts(), outcome.detail());
    }
    LOGGER
        .atWarn()
        .addKeyValue("eventId", about.get(0).event().getEventId())
        .addKeyValue("channel", name.text())
        .addKeyValue("attempts", outcome.attempts())
        .addKeyValue("error", outcome.detail())
        .log("message given up");
    if (health.givenUp(name, time.instant())) {
      say(health.isOffText(name, outcome.detail()));
    }
  }

  private void say(String notice) {
    metrics.channelsOff(notifier.name(), health.off());
    LOGGER.atWarn().addKeyValue("notifier", notifier.name()).log(notice);
    asides.notices().accept(notice);
  }

  private void conclude(
      AlertEvent event, Channel channel, DeliveryOutcome outcome, int attempts, String detail) {
    unrecorded.add(
        Delivery.newBuilder()
            .setEventId(event.getEventId())
            .setProject(event.getRule().getProject())
            .setChannel(channel)
            .setOutcome(outcome)
            .setAttempts(attempts)
            .setDetail(detail)
            .setAt(time.instant())
            .build());
    log.markDone(event.getEventId(), channel);
    metrics.delivery(notifier.name(), outcome);
  }

  private void recordAll() {
    while (!unrecorded.isEmpty()) {
      log.record(unrecorded.element());
      unrecorded.remove();
    }
  }
}
