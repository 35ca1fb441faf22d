// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.PastRecords;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topics;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what was labelled and told in a day and the day before it. One thread at a time. */
final class DayReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DayReader.class);

  private final Consumer<String, byte[]> consumer;
  private final KafkaConnection kafka;
  private final TopicSerdes serdes;

  /** Takes a consumer without a group, and closes it in the end. */
  DayReader(Consumer<String, byte[]> consumer, KafkaConnection kafka, TopicSerdes serdes) {
    this.consumer = consumer;
    this.kafka = kafka;
    this.serdes = serdes;
  }

  /**
   * Counts a project's day.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka cannot be read
   */
  DailyDigest read(String project, Day day, Instant now) {
    DayTally tally = new DayTally(project, day);
    AvroCodec<Label> labels = serdes.codec(Topics.LABELS);
    AvroCodec<AlertEvent> events = serdes.codec(Topics.ALERT_EVENTS);
    PastRecords.each(
        consumer,
        kafka.name(Topics.LABELS),
        day.before().from(),
        day.to(),
        record -> take(record, labels, tally::add));
    PastRecords.each(
        consumer,
        kafka.name(Topics.ALERT_EVENTS),
        day.from(),
        day.to(),
        record -> take(record, events, tally::add));
    return tally.digest(now);
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Ticks have no value; what nobody can read was put aside by those who count it. */
  private static <V extends SpecificRecord> void take(
      ConsumerRecord<String, byte[]> record, AvroCodec<V> codec, BiConsumer<V, Instant> taker) {
    if (record.value() == null) {
      return;
    }
    try {
      taker.accept(codec.decode(record.value()), Instant.ofEpochMilli(record.timestamp()));
    } catch (UndecodableException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("a record is not in the overview: it cannot be read");
    }
  }
}
