// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** What people said of a signal's targets, out of all its labels. May be used from any thread. */
final class PeoplesLabels {
  /** The clocks of who labels and of Kafka may differ by so much. */
  private static final Duration SLACK = Duration.ofHours(1);

  private final KafkaConnection kafka;
  private final AvroCodec<Label> codec;

  PeoplesLabels(KafkaConnection kafka, TopicSerdes serdes) {
    this.kafka = kafka;
    this.codec = serdes.codec(Topics.LABELS);
  }

  /**
   * What was found.
   *
   * @param labels people's, as they were written, the newest first
   * @param scanned labels that were looked at, judges' too
   */
  record Found(List<Label> labels, long scanned) {}

  /**
   * Looks back to a time.
   *
   * @param stop asked often; what was found until then is given
   */
  Found of(SignalKey signal, Instant backTo, BooleanSupplier stop) {
    List<Label> labels = new ArrayList<>();
    long scanned = 0;
    String key = signal.text();
    try (TopicReader reader =
        new TopicReader(new KafkaConsumer<>(kafka.consumer()), kafka.name(Topics.LABELS))) {
      NewestFirst records = new NewestFirst(reader.partitionOf(key), backTo.minus(SLACK));
      while (records.hasNext() && !stop.getAsBoolean()) {
        ConsumerRecord<String, byte[]> record = records.next();
        if (key.equals(record.key()) && record.value() != null) {
          scanned++;
          keep(record.value(), labels);
        }
      }
    }
    return new Found(labels, scanned);
  }

  private void keep(byte[] record, List<Label> labels) {
    try {
      Label label = codec.decode(record);
      if (label.getOrigin() == Origin.HUMAN) {
        labels.add(label);
      }
    } catch (UndecodableException e) {
      // Its readers downstream met it before and told.
      return;
    }
  }
}
