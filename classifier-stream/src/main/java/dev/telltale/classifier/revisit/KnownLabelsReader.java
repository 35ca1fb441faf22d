// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what is known of a signal's targets from the topic of labels. */
final class KnownLabelsReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(KnownLabelsReader.class);

  /** A target starts by its client's clock, which may be ahead. */
  private static final Duration SLACK = Duration.ofDays(1);

  private final KafkaConnection kafka;
  private final AvroCodec<Label> codec;

  /** Which labels a run wants; it stops to read when the wish changes. */
  record Wanted(Run run, SignalKey signal, List<String> outcomes, Supplier<Wish> wish) {}

  KnownLabelsReader(KafkaConnection kafka, TopicSerdes serdes) {
    this.kafka = kafka;
    this.codec = serdes.codec(Topics.LABELS);
  }

  KnownLabels read(Wanted wanted) {
    KnownLabels known = new KnownLabels(wanted.run, wanted.outcomes);
    Instant from = wanted.run.getFrom();
    Instant backTo = from.isBefore(Instant.EPOCH.plus(SLACK)) ? Instant.EPOCH : from.minus(SLACK);
    String key = wanted.signal.text();
    try (LogReader reader =
        new TopicReader(new KafkaConsumer<>(kafka.consumer()), kafka.name(Topics.LABELS))) {
      NewestFirst records = new NewestFirst(reader, backTo);
      while (records.hasNext() && wanted.wish.get() == Wish.GO_ON) {
        ConsumerRecord<String, byte[]> record = records.next();
        if (record.value() != null && key.equals(record.key())) {
          add(record, known);
        }
      }
    }
    return known;
  }

  private void add(ConsumerRecord<String, byte[]> record, KnownLabels known) {
    try {
      known.add(codec.decode(record.value()));
    } catch (UndecodableException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .log("a label could not be read");
    }
  }
}
