// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What alerts do, without a broker; a notifier delivers every event that is written at once. */
public final class InMemoryAlerts implements AlertLog {
  private static final List<Channel> DEFAULTS = List.of(new Channel("console", null));

  public final Map<AlertId, AlertState> states = new ConcurrentHashMap<>();
  public final List<AlertEvent> events = new CopyOnWriteArrayList<>();
  public final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  /** Kinds of channels that nobody serves. */
  public final Set<String> silent = new HashSet<>();

  @Override
  public void start() {}

  @Override
  public Map<AlertId, AlertState> states() {
    return Map.copyOf(states);
  }

  @Override
  public Found<AlertEvent> events(Predicate<AlertEvent> wanted, Instant from, int limit) {
    List<AlertEvent> found = new ArrayList<>(events);
    found.removeIf(event -> event.getTriggeredAt().isBefore(from) || !wanted.test(event));
    found.sort(Comparator.comparing(AlertEvent::getTriggeredAt).reversed());
    return new Found<>(found.stream().limit(limit).toList(), true);
  }

  @Override
  public List<Delivery> deliveries(String eventId, Instant from) {
    return deliveries.stream().filter(one -> one.getEventId().equals(eventId)).toList();
  }

  @Override
  public void write(AlertEvent event) {
    events.add(event);
    List<Channel> channels = event.getRule().getChannels();
    for (Channel channel : channels.isEmpty() ? DEFAULTS : channels) {
      if (!silent.contains(channel.getKind())) {
        deliveries.add(
            Delivery.newBuilder()
                .setEventId(event.getEventId())
                .setProject(event.getRule().getProject())
                .setChannel(channel)
                .setOutcome(DeliveryOutcome.DELIVERED)
                .setAt(event.getTriggeredAt())
                .build());
      }
    }
  }

  @Override
  public void close() {}
}
