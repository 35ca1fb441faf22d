// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was said of a signal's targets, by judges and people. May be used from any thread. */
final class PastLabels {
  private static final Logger LOGGER = LoggerFactory.getLogger(PastLabels.class);

  /**
   * A target starts by its client's clock, which may be ahead of the one that stamps its labels.
   */
  private static final Duration SLACK = Duration.ofDays(1);

  private final KafkaConnection kafka;
  private final AvroCodec<Label> codec;

  PastLabels(KafkaConnection kafka, TopicSerdes serdes) {
    this.kafka = kafka;
    this.codec = serdes.codec(Topics.LABELS);
  }

  /**
   * Gives each of them, the newest first, back to a time.
   *
   * @param stop asked often
   * @return how many there were
   */
  long each(SignalKey signal, Instant backTo, BooleanSupplier stop, Consumer<Label> taker) {
    Instant from = backTo.isBefore(Instant.EPOCH.plus(SLACK)) ? Instant.EPOCH : backTo.minus(SLACK);
    String key = signal.text();
    long seen = 0;
    try (TopicReader reader =
        new TopicReader(new KafkaConsumer<>(kafka.consumer()), kafka.name(Topics.LABELS))) {
      NewestFirst records = new NewestFirst(reader.partitionOf(key), from);
      while (records.hasNext() && !stop.getAsBoolean()) {
        ConsumerRecord<String, byte[]> record = records.next();
        if (key.equals(record.key()) && record.value() != null) {
          seen++;
          give(record, taker);
        }
      }
    }
    return seen;
  }

  private void give(ConsumerRecord<String, byte[]> record, Consumer<Label> taker) {
    Label label;
    try {
      label = codec.decode(record.value());
    } catch (UndecodableException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .log("a label could not be read");
      return;
    }
    taker.accept(label);
  }
}
