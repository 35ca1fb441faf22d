// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Closed traces and sessions, read from their topics as anybody can; for one thread at a time. */
final class Arrived implements AutoCloseable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, Trace> traces = new HashMap<>();

  Arrived(Line line) {
    kafka = new KafkaConnection(line.kafka(), "telltale.", Map.of());
    HttpSchemaRegistry registry =
        new HttpSchemaRegistry(
            line.registry(), Duration.ofSeconds(5), 3, Duration.ofMillis(100), null);
    serdes = new TopicSerdes(registry, kafka.topicPrefix());
    consumer = new KafkaConsumer<>(kafka.consumer());
    List<TopicPartition> partitions =
        Stream.of(Topics.SESSIONS, Topics.TRACES)
            .flatMap(topic -> consumer.partitionsFor(kafka.name(topic)).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The last revision of a session, once it is closed. */
  Optional<Session> session(String id) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
      if (record.value() == null) {
        continue;
      }
      if (record.topic().equals(kafka.name(Topics.SESSIONS))) {
        Session session = serdes.codec(Topics.SESSIONS).decode(record.value());
        sessions.put(session.getSessionId(), session);
      } else {
        Trace trace = serdes.codec(Topics.TRACES).decode(record.value());
        traces.put(trace.getTraceId(), trace);
      }
    }
    return Optional.ofNullable(sessions.get(id));
  }

  /** A closed trace that has been seen on the way. */
  Optional<Trace> trace(String id) {
    return Optional.ofNullable(traces.get(id));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
