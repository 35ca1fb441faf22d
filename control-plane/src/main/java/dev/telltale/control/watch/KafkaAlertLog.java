// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** On {@code alert-states}, {@code alert-events} and {@code deliveries}. */
public final class KafkaAlertLog implements AlertLog {
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(10);
  private static final int MOST_DELIVERIES = 1_000;

  /** Clocks of two machines differ. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private final KafkaConnection kafka;
  private final AvroCodec<AlertEvent> codec;
  private final Producer<String, byte[]> producer;
  private final CompactedView<AlertId, AlertState> states;
  private final NewestRecords<AlertEvent> events;
  private final NewestRecords<Delivery> deliveries;

  /** Makes it; nothing is read or written yet. */
  public KafkaAlertLog(KafkaConnection kafka, SchemaRegistry registry, InstantSource time) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.kafka = kafka;
    this.codec = serdes.codec(Topics.ALERT_EVENTS);
    this.producer = new KafkaProducer<>(kafka.producer(WRITTEN_WITHIN));
    this.states =
        new CompactedView<>(
            kafka, Topics.ALERT_STATES, serdes.codec(Topics.ALERT_STATES), time, () -> {});
    this.events = new NewestRecords<>(kafka, Topics.ALERT_EVENTS, codec);
    this.deliveries =
        new NewestRecords<>(kafka, Topics.DELIVERIES, serdes.codec(Topics.DELIVERIES));
  }

  @Override
  public void start() {
    states.start();
  }

  @Override
  public Map<AlertId, AlertState> states() {
    return states.snapshot().values();
  }

  @Override
  public Found<AlertEvent> events(Predicate<AlertEvent> wanted, Instant from, int limit) {
    return events.read(wanted, from, limit);
  }

  @Override
  public List<Delivery> deliveries(String eventId, Instant from) {
    List<Delivery> found =
        new ArrayList<>(
            deliveries
                .read(
                    delivery -> delivery.getEventId().equals(eventId),
                    from.minus(EARLIER),
                    MOST_DELIVERIES)
                .newestFirst());
    Collections.reverse(found);
    return found;
  }

  @Override
  public void write(AlertEvent event) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  kafka.name(Topics.ALERT_EVENTS),
                  null,
                  event.getTriggeredAt().toEpochMilli(),
                  AlertId.of(event.getRule()).text(),
                  codec.encode(event)))
          .get();
    } catch (ExecutionException | KafkaException | RegistryException e) {
      throw new AlertLogException("the event could not be written: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AlertLogException("interrupted", e);
    }
  }

  @Override
  public void close() {
    states.close();
    producer.close(Duration.ofSeconds(5));
  }
}
